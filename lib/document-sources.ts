import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Documents } from './documents.ts';

/**
 * Where a document is: a text is the path of a JSON file, absolute or relative to the working directory, which for
 * `cdk synth` is the directory of `cdk.json`; a `file:` URL names a file wherever the process runs, as in
 * `new URL('flags.json', import.meta.url)`; any other object is the document itself.
 */
export type DocumentSource = string | object;

/** Where a flag document and the prompt document it speaks of are. */
export interface DocumentSources {
  readonly flags: DocumentSource;
  readonly prompts: DocumentSource;
}

/**
 * Reads a pair of documents; parsing is the constructs' part.
 *
 * @throws naming the file when it is missing or not JSON.
 */
export function readDocuments({ flags, prompts }: DocumentSources): Documents {
  return { flags: readDocument(flags), prompts: readDocument(prompts) };
}

function readDocument(source: DocumentSource): unknown {
  if (typeof source === 'string') return readJson(resolve(source));
  return source instanceof URL ? readJson(fileURLToPath(source)) : source;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(
      `${file} cannot be read as JSON: check the file and its path, which is relative to the working directory unless it is absolute`,
      { cause },
    );
  }
}
