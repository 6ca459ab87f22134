import { mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_ANSWER_BYTES } from '../../../lambda/flags/agent-client.ts';
import { FileFlagSource } from '../../../lambda/flags/file-flag-source.ts';
import { flagSourceSuite } from '../../conformance/flag-source-suite.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-rollout-file-'));
  path = join(directory, 'flags.json');
});
afterEach(() => rm(directory, { recursive: true }));

async function replace(content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

flagSourceSuite({
  name: 'file',
  make: () => ({
    source: new FileFlagSource({ path }),
    serve: replace,
    breakDown: () => rm(path, { force: true }),
    close: () => {},
  }),
});

async function codeOf(source: FileFlagSource): Promise<unknown> {
  return source.fetch().then(
    () => 'no failure',
    (error: { code: string }) => error.code,
  );
}

async function text(source: FileFlagSource): Promise<string> {
  return new TextDecoder().decode((await source.fetch()).bytes);
}

describe('file source', () => {
  it('reads the file once while it does not change', async () => {
    await replace('one');
    const source = new FileFlagSource({ path: pathToFileURL(path) });
    expect(await source.fetch()).toBe(await source.fetch());
  });

  it('sees a file of the same size in the place of another', async () => {
    await replace('one');
    const source = new FileFlagSource({ path });
    await source.fetch();
    await replace('two');
    expect(await text(source)).toBe('two');
  });

  it('sees where a link leads to now, as mounted configuration changes', async () => {
    for (const name of ['one', 'two']) await writeFile(join(directory, name), name);
    await symlink('one', path);
    const source = new FileFlagSource({ path });
    expect(await text(source)).toBe('one');
    await symlink('two', `${path}.new`);
    await rename(`${path}.new`, path);
    expect(await text(source)).toBe('two');
  });

  it('reports a missing file and a directory, and says which error it was', async () => {
    expect(await codeOf(new FileFlagSource({ path }))).toBe('flag-source-unreachable');
    const source = new FileFlagSource({ path: directory });
    await expect(source.fetch()).rejects.toThrow(/EISDIR/);
  });

  it('does not read a file that is larger than a document can be', async () => {
    await writeFile(path, '');
    await truncate(path, MAX_ANSWER_BYTES + 1);
    expect(await codeOf(new FileFlagSource({ path }))).toBe('flag-source-too-large');
  });

  it('gives the bytes as they are on the disk', async () => {
    await writeFile(path, new Uint8Array([0xff, 0, 0x0d]));
    expect((await new FileFlagSource({ path }).fetch()).bytes).toEqual(await readFile(path));
  });
});
