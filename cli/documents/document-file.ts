import { readFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { type ParsedDocumentText, readDocumentText } from './document-text.ts';

/** Reads a flag document, JSON or JSONC, from a file. Rejects with `file-unreadable`. */
export async function readDocumentFile(path: string): Promise<ParsedDocumentText> {
  return readDocumentText(await readTextFile(path));
}

/** Reads a text file. Rejects with `file-unreadable`, also where it is not UTF-8; `unchanged` says what is left behind then. */
export async function readTextFile(path: string, unchanged = 'nothing was changed'): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    const problem = `${path} cannot be read (${Object(cause).code})`;
    throw unreadable(`${problem}; ${unchanged}; check the name, and who may read it`, cause);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(`${path} is not UTF-8 text; ${unchanged}; save it as UTF-8`, cause);
  }
}

function unreadable(message: string, cause: unknown): CliError {
  return new CliError('file-unreadable', message, { exitCode: EXIT.usage, cause });
}
