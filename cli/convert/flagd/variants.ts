import type { Flag, FlagValue } from '../../../core/document/flag-document.ts';
import { valuesOf } from '../flag-values.ts';

/** Names of a flag's values as variants: their text, but for the empty one, which flagd takes for no variant. */
export function variantNames(flag: Flag): ReadonlyMap<FlagValue, string> {
  const values = valuesOf(flag);
  const taken = new Set(values.map(String));
  let empty = 'empty';
  for (let at = 2; taken.has(empty); at += 1) empty = `empty-${at}`;
  return new Map(values.map((value) => [value, value === '' ? empty : String(value)]));
}
