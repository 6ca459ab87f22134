import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { starts } from '../../../core/guard/restarts.ts';

describe('restarts', () => {
  it('share out the whole bet, whatever has begun', () => {
    const minute = fc.integer({ min: 0, max: 30_000_000 });
    fc.assert(
      fc.property(minute, fc.integer({ min: 0, max: 20_000 }), (firstMinute, minutes) => {
        const { begun, notBegun } = starts(firstMinute, minutes);
        const weights = begun.reduce((sum, { weight }) => sum + weight, 0);
        expect(weights + notBegun).toBeCloseTo(1, 12);
      }),
    );
  });

  it('come at full clock hours, the first one with the first minute', () => {
    const { begun } = starts(29_000_065, 200);
    expect(begun.map(({ fromMinute, hour }) => [fromMinute, hour])).toEqual([
      [0, 0],
      [35, 1],
      [95, 2],
      [155, 3],
    ]);
    expect((29_000_065 + 35) % 60).toBe(0);
  });

  it('begin none at the minute that is not closed yet', () => {
    expect(starts(0, 60).begun).toHaveLength(1);
    expect(starts(0, 61).begun).toHaveLength(2);
  });

  it('keep the weight of a start when more time passes', () => {
    const [early, late] = [starts(7, 100).begun, starts(7, 10_000).begun];
    expect(late.slice(0, early.length)).toEqual(early);
  });
});
