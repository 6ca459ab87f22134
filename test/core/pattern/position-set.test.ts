import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addPosition,
  hasPosition,
  intersection,
  positionsIn,
  setOf,
  unite,
} from '../../../core/pattern/position-set.ts';

const POSITIONS = fc.uniqueArray(fc.nat(255));
const ascending = (left: number, right: number): number => left - right;

describe('a set of positions', () => {
  it('holds what was put in, in ascending order', () => {
    fc.assert(
      fc.property(POSITIONS, fc.nat(255), (positions, other) => {
        const set = setOf(256, positions);
        expect(positionsIn(set)).toEqual(positions.toSorted(ascending));
        expect(hasPosition(set, other)).toBe(positions.includes(other));
        addPosition(set, other);
        expect(hasPosition(set, other)).toBe(true);
      }),
    );
  });

  it('unites and intersects like any set, leaving the operands of an intersection alone', () => {
    fc.assert(
      fc.property(POSITIONS, POSITIONS, (left, right) => {
        const [one, other] = [setOf(256, left), setOf(256, right)];
        const common = left.filter((position) => right.includes(position));
        expect(positionsIn(intersection(one, other))).toEqual(common.toSorted(ascending));
        unite(one, other);
        expect(positionsIn(one)).toEqual([...new Set([...left, ...right])].toSorted(ascending));
        expect(positionsIn(other)).toEqual(right.toSorted(ascending));
      }),
    );
  });
});
