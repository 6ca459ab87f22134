import { readFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import { type ParsedDocumentText, readDocumentText } from '../documents/document-text.ts';
import { EXIT } from '../exit-code.ts';

/** Reads a flag document, JSON or JSONC, from a file. Rejects with `file-unreadable`. */
export async function readDocumentFile(path: string): Promise<ParsedDocumentText> {
  return readDocumentText(await readTextFile(path));
}

/** Reads a text file. Rejects with `file-unreadable`. */
export async function readTextFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    const message = `${path} cannot be read (${Object(cause).code}); nothing was changed; check the name, and who may read it`;
    throw new CliError('file-unreadable', message, { exitCode: EXIT.usage, cause });
  });
}
