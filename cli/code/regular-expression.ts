const REGULAR_EXPRESSION = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

/** Where a regular expression of JavaScript that begins at an offset ends; `undefined` if none that fits its line does. */
export function regularExpressionEnd(text: string, offset: number): number | undefined {
  REGULAR_EXPRESSION.lastIndex = offset;
  return REGULAR_EXPRESSION.test(text) ? REGULAR_EXPRESSION.lastIndex : undefined;
}
