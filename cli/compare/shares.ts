import { badArgument } from '../bad-argument.ts';

/** Reads shares written `value:weight`; `undefined` without any. Throws `bad-argument`. */
export function sharesIn(texts: readonly string[] | undefined): ReadonlyMap<string, number> | undefined {
  return texts && new Map(texts.map(shareIn));
}

/** A value may hold a colon itself. */
function shareIn(text: string): readonly [string, number] {
  const [, value, weight] = /^(.+):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (value !== undefined && Number(weight) > 0) return [value, Number(weight)];
  const allowed = 'a value and its share on any scale, such as claude-3-haiku:90';
  throw badArgument(`--share is ${JSON.stringify(text)}; use ${allowed}`);
}
