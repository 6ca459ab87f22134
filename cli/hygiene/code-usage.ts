import type { FlagDocument } from '../../core/document/flag-document.ts';
import { FLAGS } from '../../lambda/contract.ts';
import { type CodeReferences, findReferences, type Place } from '../code/find-references.ts';
import { KeyCalls } from '../code/key-calls.ts';
import { sourceFiles } from '../code/source-files.ts';

/** Flags that the inference function of this package reads, whatever else does. */
export const READ_BY_INFERENCE: ReadonlySet<string> = new Set(Object.values(FLAGS));

/** Where code refers to flags. */
export interface CodeUsage {
  readonly directories: readonly string[];
  /** Files that were searched. */
  readonly files: number;
  readonly skipped: CodeReferences['skipped'];
  /** Every flag of the document, in its order. */
  readonly references: readonly { readonly flag: string; readonly places: readonly Place[] }[];
  /** Flags that no code and not the inference function of this package reads. */
  readonly unused: readonly string[];
  /** Keys that code reads a flag by, of flags that are not in the document. */
  readonly undefined: readonly { readonly key: string; readonly places: readonly Place[] }[];
}

export interface CodeSearch {
  readonly directories: readonly string[];
  /** Names of further functions that read a flag. */
  readonly calls: readonly string[];
  readonly signal: AbortSignal;
}

/** Searches directories for the flags of a document. Rejects like `sourceFiles`, and when it is interrupted. */
export async function codeUsage({ flags }: FlagDocument, search: CodeSearch): Promise<CodeUsage> {
  const { directories, calls, signal } = search;
  const keys = flags.map(({ flag }) => flag);
  const found = await findReferences(await sourceFiles(directories), {
    ...{ keys, signal },
    calls: new KeyCalls(calls),
  });
  const references = keys.map((flag) => ({ flag, places: found.references.get(flag) ?? [] }));
  const isUnused = ({ flag, places }: (typeof references)[number]) =>
    places.length === 0 && !READ_BY_INFERENCE.has(flag);
  return {
    directories,
    files: found.files,
    skipped: found.skipped,
    references,
    unused: references.filter(isUnused).map(({ flag }) => flag),
    undefined: [...found.unknown].map(([key, places]) => ({ key, places })),
  };
}
