import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aDirectory } from '../../lib/helpers/scratch.ts';

/** A directory with files by their paths in it. */
export function aTree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = aDirectory();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

/** The same as a work tree of git, in which the files of the list are tracked. */
export function aWorkTree(
  files: Readonly<Record<string, string | Uint8Array>>,
  tracked: readonly string[] = [],
): string {
  const directory = aTree(files);
  execFileSync('git', ['init', '--quiet'], { cwd: directory });
  if (tracked.length > 0) execFileSync('git', ['add', '--force', ...tracked], { cwd: directory });
  return directory;
}
