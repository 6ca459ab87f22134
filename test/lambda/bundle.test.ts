import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT_ENV, ENV, SAFE_DEFAULT } from '../../lambda/contract.ts';
import { aRequest, flagDocument, PROMPTS, SETTINGS } from './inference/builders.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const HANDLERS = ['inference', 'validator'] as const;

/** As the functions are built: SDK included. Preferring ES modules spares a `require` and a third of the size. */
function bundle(name: string, outfile: string) {
  return buildSync({
    entryPoints: [join(ROOT, 'lambda', name, 'handler.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    minify: true,
    metafile: true,
    outfile,
  }).metafile;
}

describe('bundled handlers', () => {
  let directory = '';
  const inputs = new Map<string, readonly string[]>();
  const bytes = new Map<string, number>();

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'bundle-'));
    for (const name of HANDLERS) {
      const metafile = bundle(name, join(directory, `${name}.mjs`));
      inputs.set(name, Object.keys(metafile.inputs));
      bytes.set(name, Object.values(metafile.outputs)[0]?.bytes ?? 0);
    }
    writeFileSync(join(directory, SAFE_DEFAULT.flags), flagDocument());
    writeFileSync(join(directory, SAFE_DEFAULT.prompts), PROMPTS);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Runs a script in a process of its own; its environment is a function's, with nobody on any port. */
  function run(script: string) {
    const env = {
      ...Object.fromEntries(Object.values(ENV).map((name) => [name, 'x'])),
      [ENV.knowledgeBase]: '',
      [ENV.flagsTimeoutMs]: '',
      [ENV.catalogue]: JSON.stringify(SETTINGS.catalogue),
      [ENV.modelTimeoutMs]: '2000',
      [ENV.maxOutputTokens]: '10',
      [ENV.latencyLimitMs]: '1000',
      [ENV.costCapUsd]: '1',
      [AGENT_ENV.httpPort]: '9',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
  }

  it.each(HANDLERS)('contain no other handler and nothing of synth time (%s)', (name) => {
    const files = inputs.get(name) ?? [];
    expect(files.filter((file) => file.endsWith('/handler.ts'))).toEqual([`lambda/${name}/handler.ts`]);
    const foreign = files.filter((file) => /aws-cdk-lib|^(?:lib|local|cli|bin|config)\//.test(file));
    expect(foreign).toEqual([]);
  });

  it.each([
    ['inference', 700_000],
    ['validator', 500_000],
  ] as const)('stay small (%s)', (name, budget) => {
    expect(bytes.get(name)).toBeLessThan(budget);
  });

  it('answer with one record on standard output even when nothing can be reached', () => {
    const url = pathToFileURL(join(directory, 'inference.mjs')).href;
    const request = JSON.stringify(aRequest());
    const { stdout, stderr } = run(
      `const { handler } = await import('${url}'); const reply = await handler(${request}); console.log(JSON.stringify(reply));`,
    );
    expect(stderr).toBe('');
    const [record, reply, ...rest] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rest).toEqual([]);
    expect(record).toMatchObject({
      Requests: 1,
      Errors: 1,
      ConfigDefault: 1,
      failure: { reason: expect.stringMatching(/^E/) },
    });
    expect(reply).toMatchObject({ statusCode: 502, error: { code: 'model-error' } });
  });

  it('refuse what they are made to refuse (validator)', () => {
    const url = pathToFileURL(join(directory, 'validator.mjs')).href;
    const { stdout } = run(
      `const { handler } = await import('${url}'); await handler({}).catch((error) => console.log(error.name));`,
    );
    expect(stdout.trim()).toBe('document-refused');
  });
});
