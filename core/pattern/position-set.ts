import { elementAt } from '../element-at.ts';

/** A set of positions, one bit each: uniting two sets costs one operation for 32 positions. */
export type PositionSet = Int32Array;

const WORD_BITS = 32;

export function emptySet(size: number): PositionSet {
  return new Int32Array(Math.ceil(size / WORD_BITS));
}

export function setOf(size: number, positions: Iterable<number>): PositionSet {
  const set = emptySet(size);
  for (const position of positions) addPosition(set, position);
  return set;
}

export function addPosition(set: PositionSet, position: number): void {
  const word = Math.floor(position / WORD_BITS);
  set[word] = elementAt(set, word) | (1 << (position % WORD_BITS));
}

export function hasPosition(set: PositionSet, position: number): boolean {
  return (elementAt(set, Math.floor(position / WORD_BITS)) & (1 << (position % WORD_BITS))) !== 0;
}

/** Adds every position of `others`, a set of the same size. */
export function unite(set: PositionSet, others: PositionSet): void {
  for (let word = 0; word < set.length; word++) set[word] = elementAt(set, word) | elementAt(others, word);
}

/** What is in all of the sets, which have the same size. */
export function intersection(first: PositionSet, ...others: readonly PositionSet[]): PositionSet {
  const common = Int32Array.from(first);
  for (const other of others) {
    for (let word = 0; word < common.length; word++)
      common[word] = elementAt(common, word) & elementAt(other, word);
  }
  return common;
}

/** The positions in ascending order. */
export function positionsIn(set: PositionSet): readonly number[] {
  const positions: number[] = [];
  for (let word = 0; word < set.length; word++) {
    // Takes the lowest bit away until none is left.
    for (let bits = elementAt(set, word); bits !== 0; bits &= bits - 1) {
      positions.push(word * WORD_BITS + WORD_BITS - 1 - Math.clz32(bits & -bits));
    }
  }
  return positions;
}
