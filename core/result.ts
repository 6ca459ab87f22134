/** Outcome of parsing something untrusted: the value, or every problem found. Core never throws for bad input. */
export type Result<Value, Problem> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly Problem[] };
