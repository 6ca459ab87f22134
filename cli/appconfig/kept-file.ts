import { realpath, rename, stat, writeFile } from 'node:fs/promises';
import type { Aftermath } from '../aftermath.ts';
import { CliError } from '../cli-error.ts';
import { readTextFile } from '../documents/document-file.ts';
import { EXIT } from '../exit-code.ts';

/** A document on disk that is kept in step with what is deployed. */
export interface KeptFile {
  readonly path: string;
  /** Its text when it was read. */
  readonly before: string;
  /** What is written to it once that is deployed. */
  readonly text: string;
}

/** Rejects with `file-differs` when somebody has edited the file since it was read, and when it cannot be read any more. */
export async function requireUnedited({ path, before }: KeptFile, aftermath: Aftermath): Promise<void> {
  if ((await readTextFile(path, aftermath.text)) === before) return;
  const message = `${path} was edited meanwhile, and is left alone; ${aftermath.text}; bring it up to date with what is deployed`;
  throw new CliError('file-differs', message, { exitCode: EXIT.refused });
}

/** Whole or not at all, and where a link leads to. Rejects like {@link requireUnedited}, and when it cannot be written. */
export async function replaceFile(file: KeptFile, aftermath: Aftermath): Promise<void> {
  await requireUnedited(file, aftermath);
  try {
    const place = await realpath(file.path);
    const beside = `${place}.${process.pid}.tmp`;
    await writeFile(beside, file.text, { mode: (await stat(place)).mode });
    await rename(beside, place);
  } catch (cause) {
    const message = `${file.path} cannot be written (${String(cause)}); ${aftermath.text}; bring it up to date with what is deployed`;
    throw new CliError('file-unreadable', message, { exitCode: EXIT.refused, cause });
  }
}
