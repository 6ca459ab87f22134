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
 * Reads the pair of documents that a prop names; parsing is the constructs' part.
 *
 * @throws naming prop, file and reason when a file is missing or not JSON.
 */
export function readDocuments({ flags, prompts }: DocumentSources, prop = 'documents'): Documents {
  return {
    flags: readDocument(flags, `${prop}.flags`),
    prompts: readDocument(prompts, `${prop}.prompts`),
  };
}

/**
 * Reads the document that a prop names.
 *
 * @throws as {@link readDocuments} does.
 */
export function readDocument(source: DocumentSource, what: string): unknown {
  if (typeof source === 'string') return readJson(resolve(source), what);
  return source instanceof URL ? readJson(fileURLToPath(source), what) : source;
}

function readJson(file: string, what: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${what} is ${file}, which cannot be read as JSON (${reason}): check the file and its path, which is relative to the working directory unless it is absolute`,
      { cause },
    );
  }
}
