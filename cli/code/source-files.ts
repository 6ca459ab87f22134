import { execFile } from 'node:child_process';
import { opendir, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { languageOf } from './language.ts';

/** Much more than the names of the files of the largest repositories. */
const MAX_LIST_BYTES = 512 * 1024 * 1024;
const NEVER = new Set(['node_modules']);
/** What git tells its hooks of the work tree that it runs them for, which need not be the directory's. */
const OF_ANOTHER_TREE = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
]);

/**
 * Source files below directories, by the paths they are reached by, each once, in the order of their names: what git
 * lists where the directory lies in a work tree (tracked, or new and not ignored), else everything but hidden
 * directories and `node_modules`. Rejects with `file-unreadable` and `not-found`.
 */
export async function sourceFiles(directories: readonly string[]): Promise<readonly string[]> {
  const files = new Map<string, string>();
  for (const directory of directories) {
    const real = await realDirectory(directory);
    const found = ((await listedByGit(directory)) ?? (await walked(directory))).filter(languageOf);
    if (found.length === 0) throw noSources(directory);
    for (const file of found) files.set(join(real, file), join(directory, file));
  }
  return [...files.values()].sort();
}

async function realDirectory(directory: string): Promise<string> {
  try {
    // Refuses what is no directory, which git would not be started in.
    await (await opendir(directory)).close();
    return await realpath(directory);
  } catch (cause) {
    throw unreadable(directory, cause);
  }
}

/** `undefined` where git knows nothing of the directory, or where there is no git. */
function listedByGit(directory: string): Promise<readonly string[] | undefined> {
  // A monitor that the repository configures would be a program that it lets run.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_ANOTHER_TREE.has(name)));
  const args = ['-c', 'core.fsmonitor=false', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return new Promise((resolve) => {
    execFile('git', args, { cwd: directory, env, maxBuffer: MAX_LIST_BYTES }, (error, stdout) => {
      resolve(error ? undefined : stdout.split('\0').slice(0, -1));
    });
  });
}

async function walked(directory: string, below = ''): Promise<readonly string[]> {
  const entries = await readdir(join(directory, below), { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(join(directory, below), cause);
  });
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(below, entry.name);
    if (entry.isFile()) files.push(path);
    else if (entry.isDirectory() && !entry.name.startsWith('.') && !NEVER.has(entry.name))
      files.push(...(await walked(directory, path)));
  }
  return files;
}

function unreadable(directory: string, cause: unknown): CliError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `${directory} cannot be read as a directory (${why}); check the path`;
  return new CliError('file-unreadable', message, { exitCode: EXIT.usage, cause });
}

function noSources(directory: string): CliError {
  const message = `there is no source file of TypeScript, JavaScript, Python, Java or Go below ${directory}; check the path, and that git does not ignore it`;
  return new CliError('not-found', message, { exitCode: EXIT.usage });
}
