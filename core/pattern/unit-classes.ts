import type { UnitRange } from './syntax-tree.ts';

const LAST_UNIT = 0xffff;

const DIGIT: readonly UnitRange[] = [[0x30, 0x39]];
const WORD: readonly UnitRange[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** White space and line terminators of ECMA-262 (`\s`). */
const SPACE: readonly UnitRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/** `.`: everything but a line terminator (ECMA-262). */
export const DOT: readonly UnitRange[] = complement([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]);

/** Ranges of the class escapes `\d \D \w \W \s \S`, by letter. */
export const CLASS_ESCAPES: ReadonlyMap<string, readonly UnitRange[]> = new Map([
  ['d', DIGIT],
  ['D', complement(DIGIT)],
  ['w', WORD],
  ['W', complement(WORD)],
  ['s', SPACE],
  ['S', complement(SPACE)],
]);

/** Code units of the control escapes, by letter. */
export const CONTROL_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['t', 0x09],
  ['n', 0x0a],
  ['v', 0x0b],
  ['f', 0x0c],
  ['r', 0x0d],
]);

/** Every code unit that is in none of the ranges. */
export function complement(ranges: readonly UnitRange[]): readonly UnitRange[] {
  const gaps: UnitRange[] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort((left, right) => left[0] - right[0])) {
    if (from > next) gaps.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= LAST_UNIT) gaps.push([next, LAST_UNIT]);
  return gaps;
}

export function includesUnit(ranges: readonly UnitRange[], unit: number): boolean {
  for (const [from, to] of ranges) if (unit >= from && unit <= to) return true;
  return false;
}

export function rangesOverlap(left: readonly UnitRange[], right: readonly UnitRange[]): boolean {
  return left.some(([from, to]) => right.some(([otherFrom, otherTo]) => from <= otherTo && otherFrom <= to));
}
