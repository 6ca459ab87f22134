import type { Reference, RubricDocument } from '../../core/rubrics/rubric-document.ts';

/** By document: a store gives the same object for as long as nothing changes. */
const INDEXES = new WeakMap<RubricDocument, ReadonlyMap<string, string>>();

/** The answer labelled as right for a question, found whatever its white space and its case; of several the first. */
export function findReference(document: RubricDocument, question: string): string | undefined {
  const known = INDEXES.get(document);
  const index = known ?? indexOf(document.references);
  if (known === undefined) INDEXES.set(document, index);
  return index.get(keyOf(question));
}

function indexOf(references: readonly Reference[]): ReadonlyMap<string, string> {
  return new Map(references.toReversed().map(({ question, answer }) => [keyOf(question), answer]));
}

function keyOf(question: string): string {
  return question.trim().replace(/\s+/g, ' ').toLowerCase();
}
