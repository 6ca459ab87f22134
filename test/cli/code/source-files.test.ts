import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sourceFiles } from '../../../cli/code/source-files.ts';
import { aTree, aWorkTree } from './tree.ts';

const SOURCES = {
  'a.ts': '',
  'b/c.py': '',
  'b/d.txt': '',
  'b/Makefile': '',
  '.hidden/e.ts': '',
  'node_modules/f/g.js': '',
  'dist/h.js': '',
  'dist/kept.js': '',
};

async function listed(directory: string, below = '.'): Promise<readonly string[]> {
  return (await sourceFiles([join(directory, below)])).map((file) => relative(directory, file));
}

describe('sourceFiles', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('are what git lists: tracked files and new ones, without those that it ignores', async () => {
    const directory = aWorkTree({ ...SOURCES, '.gitignore': 'dist\nnode_modules\n' }, ['dist/kept.js']);
    expect(await listed(directory)).toEqual(['.hidden/e.ts', 'a.ts', 'b/c.py', 'dist/kept.js']);
    expect(await listed(directory, 'b')).toEqual(['b/c.py']);
  });

  it('are those of the directory also in a hook, which git tells of another work tree', async () => {
    const directory = aWorkTree({ 'a/b.ts': '', 'c.ts': '' }, ['a/b.ts', 'c.ts']);
    vi.stubEnv('GIT_DIR', join(directory, '.git'));
    expect(await listed(directory, 'a')).toEqual(['a/b.ts']);
  });

  it('have an extension, not only a name that is one', async () => {
    expect(await listed(aTree({ go: '', 'java/py': '', 'java/a.py': '' }))).toEqual(['java/a.py']);
  });

  it('are without git all but those in hidden directories and installed packages', async () => {
    expect(await listed(aTree(SOURCES))).toEqual(['a.ts', 'b/c.py', 'dist/h.js', 'dist/kept.js']);
  });

  it('have names with any characters', async () => {
    const name = 'a "b"\nç.ts';
    expect(await listed(aWorkTree({ [name]: '' }))).toEqual([name]);
  });

  it('are listed once where directories overlap or lead to each other', async () => {
    const directory = aTree({ 'a/b.ts': '', 'a/c/d.ts': '' });
    symlinkSync(join(directory, 'a'), join(directory, 'link'));
    const files = await sourceFiles(['a', 'a/c', 'link'].map((below) => join(directory, below)));
    expect(files).toHaveLength(2);
  });

  it('are refused of a directory that is missing, a file, or without any', async () => {
    const directory = aTree({ 'a.ts': '', 'b/c.txt': '' });
    const refused = (below: string) => expect(sourceFiles([join(directory, below)])).rejects;
    await refused('x').toMatchObject({ code: 'file-unreadable', exitCode: 2 });
    await refused('a.ts').toMatchObject({ code: 'file-unreadable', exitCode: 2 });
    await refused('b').toMatchObject({ code: 'not-found', exitCode: 2 });
  });
});
