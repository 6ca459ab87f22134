import { readFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import { type ParsedDocumentText, readDocumentText } from '../documents/document-text.ts';
import { EXIT } from '../exit-code.ts';

/** Reads a flag document, JSON or JSONC, from a file. Rejects with `file-unreadable`. */
export async function readDocumentFile(path: string): Promise<ParsedDocumentText> {
  return readDocumentText(await readTextFile(path));
}

/** Reads a text file. Rejects with `file-unreadable`, also where it is not UTF-8. */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(
      `${path} cannot be read (${Object(cause).code})`,
      'check the name, and who may read it',
      cause,
    );
  });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(`${path} is not UTF-8 text`, 'save it as UTF-8', cause);
  }
}

function unreadable(problem: string, fix: string, cause: unknown): CliError {
  const message = `${problem}; nothing was changed; ${fix}`;
  return new CliError('file-unreadable', message, { exitCode: EXIT.usage, cause });
}
