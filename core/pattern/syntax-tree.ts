/** Inclusive range of UTF-16 code units. */
export type UnitRange = readonly [from: number, to: number];

/** A pattern's structure. A `units` node consumes one UTF-16 code unit, like a JavaScript pattern without flags. */
export type PatternNode =
  | { readonly kind: 'units'; readonly ranges: readonly UnitRange[] }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly body: PatternNode; readonly min: number; readonly max: number };

/** One top-level alternative with its own anchors. */
export interface PatternBranch {
  readonly fromStart: boolean;
  readonly toEnd: boolean;
  readonly body: PatternNode;
}
