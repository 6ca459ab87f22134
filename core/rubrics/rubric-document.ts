/**
 * How a judge's words become a score: `one-to-ten` asks for a whole number from 1 to 10, of which 1 is 0 and 10 is 1;
 * `zero-to-one` asks for the score itself; `pairwise` asks which of two answers is better, this one or the reference.
 */
export type Scale = 'one-to-ten' | 'zero-to-one' | 'pairwise';

/** What a judge goes by. */
export interface Rubric {
  /** What makes an answer good, told to the judge as it is. */
  readonly criteria: string;
  readonly scale: Scale;
}

/** A question with the answer that was labelled as right. */
export interface Reference {
  readonly question: string;
  readonly answer: string;
}

/** Rubrics by version. */
export interface RubricDocument {
  readonly version: 1;
  readonly rubrics: ReadonlyMap<string, Rubric>;
  readonly references: readonly Reference[];
}

export const SCALES: readonly Scale[] = ['one-to-ten', 'zero-to-one', 'pairwise'];

/** Caps on hostile or mistaken input. Lengths count unicode characters, as JSON Schema does. */
export const RUBRIC_LIMITS = {
  rubrics: 100,
  criteriaCharacters: 20_000,
  references: 2000,
  referenceCharacters: 20_000,
  /** Of the whole document as text, in UTF-16 units; AppConfig's default quota is 2,048 KB. */
  documentCharacters: 2_000_000,
} as const;

/** Shape of a rubric's version. */
export const RUBRIC_VERSION_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';
