import { parsePromptDocument } from '../../core/prompts/parse-prompt-document.ts';
import type { PromptDocument } from '../../core/prompts/prompt-document.ts';
import { CliError } from '../cli-error.ts';
import { readTextFile } from '../documents/document-file.ts';
import { parseDocumentText } from '../documents/document-text.ts';
import { readJsonText, withoutMark } from '../documents/json-text.ts';
import type { PlacedIssue } from '../documents/positions.ts';
import { EXIT } from '../exit-code.ts';
import type { FileSource } from '../sources/sourced-document.ts';
import type { Subject } from './subject.ts';

/** Paths of the documents, JSON or JSONC. */
export interface SubjectFiles {
  readonly flags: string;
  readonly prompts?: string | undefined;
}

/** A file that holds no flag document, and everything that is wrong with it. */
export interface RefusedFile {
  readonly source: FileSource;
  readonly problems: readonly PlacedIssue[];
}

/**
 * A flag document in a file, or everything that refuses it. Rejects with `file-unreadable`, and with `document-refused`
 * when the prompt document is none.
 */
export async function fileSubject({ flags, prompts }: SubjectFiles): Promise<Subject | RefusedFile> {
  const source = { file: flags };
  const json = readJsonText(withoutMark(await readTextFile(flags)));
  const parsed = json.ok ? parseDocumentText(json) : json;
  if (!json.ok || !parsed.ok) return { source, problems: parsed.ok ? [] : parsed.problems };
  const { value: document, form, warnings } = parsed;
  return {
    source,
    facts: { document, form, ...(prompts !== undefined && { prompts: await promptsIn(prompts) }) },
    warnings,
    positionOf: (pointer) => json.positions.of(pointer),
  };
}

async function promptsIn(file: string): Promise<PromptDocument> {
  const json = readJsonText(withoutMark(await readTextFile(file)));
  const parsed = json.ok ? parsePromptDocument(json.value) : json;
  if (parsed.ok) return parsed.value;
  const message = `${file} holds no prompt document: ${parsed.problems[0]?.message ?? 'it is empty'}; nothing was changed; see \`model-rollout validate\``;
  throw new CliError('document-refused', message, { exitCode: EXIT.findings });
}
