import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sequenceP } from '../../../core/experiment/anytime.ts';
import type { ArmData } from '../../../core/experiment/experiment.ts';
import {
  checkSampleRatio,
  chiSquareP,
  sequentialSplitP,
} from '../../../core/experiment/sample-ratio-check.ts';
import { distributions } from '../../../lambda/comparison/distributions.ts';

const check = (arms: readonly ArmData[], looks: 'daily' | 'once' = 'daily') =>
  checkSampleRatio(arms, { looks, tuning: 5000 }, distributions);

const halves = (one: number, other: number, more: Partial<ArmData> = {}): readonly ArmData[] => [
  { value: 'old', exposures: one, ...more },
  { value: 'new', exposures: other, ...more },
];

/** 1,600 requests each, of which one user sent 600 to `new`. */
const HEAVY_USER: readonly ArmData[] = [
  { value: 'old', exposures: 1600, groups: Array.from({ length: 16 }, () => 100) },
  { value: 'new', exposures: 2200, groups: Array.from({ length: 16 }, (_, at) => (at === 3 ? 700 : 100)) },
];

describe('the check of the shares', () => {
  it('finds shares that are not those of the document', () => {
    expect(check(halves(5000, 5600)).isMismatch).toBe(true);
    expect(check(halves(5000, 5600), 'once').isMismatch).toBe(true);
    expect(check(halves(5000, 5100)).isMismatch).toBe(false);
  });

  it('asks for more when it is looked at daily', () => {
    const arms = halves(5000, 5350);
    expect(check(arms, 'once').isMismatch).toBe(true);
    expect(check(arms, 'daily').isMismatch).toBe(false);
  });

  it('says what every arm should have', () => {
    const arms = [
      { value: 'old', exposures: 80, share: 90 },
      { value: 'new', exposures: 20, share: 10 },
      { value: 'gone', exposures: 7, share: 0 },
    ];
    expect(check(arms).arms).toEqual([
      { value: 'old', exposures: 80, expected: 90 },
      { value: 'new', exposures: 20, expected: 10 },
    ]);
  });

  it('does not take a heavy user for a wrong share', () => {
    const ungrouped = HEAVY_USER.map(({ value, exposures }) => ({ value, exposures }));
    expect(check(ungrouped).isMismatch).toBe(true);
    expect(check(HEAVY_USER).isMismatch).toBe(false);
  });

  it('counts requests where not all arms have groups', () => {
    const [one, other] = HEAVY_USER;
    const arms = [one, { value: 'new', exposures: other?.exposures ?? 0 }].flatMap((arm) => arm ?? []);
    expect(check(arms).isMismatch).toBe(true);
  });

  it('has nothing to say without exposures, or of one arm', () => {
    expect(check(halves(0, 0))).toMatchObject({ isMismatch: false, fixedP: 1, anytimeP: 1 });
    expect(check(halves(10, 3).slice(1))).toMatchObject({ isMismatch: false, fixedP: 1, anytimeP: 1 });
  });
});

describe('the p-value for any number of looks', () => {
  it('of two arms is that of the interval that may be looked at daily', () => {
    const splits = fc.record({
      chiSquare: fc.double({ min: 0, max: 40, noNaN: true }),
      n: fc.integer({ min: 10, max: 100_000 }),
    });
    fc.assert(
      fc.property(splits, ({ chiSquare, n }) => {
        const sequence = { n, alpha: 0.001, tuning: 5000 };
        const p = sequentialSplitP({ chiSquare, degrees: 1, n }, 5000);
        expect(p).toBeCloseTo(sequenceP(Math.sqrt(chiSquare), sequence), 12);
      }),
    );
  });

  it('is never smaller than that for one look', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 60, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        (chiSquare, degrees) => {
          const split = { chiSquare, degrees, n: 5000 };
          expect(sequentialSplitP(split, 5000)).toBeGreaterThanOrEqual(chiSquareP(split, distributions));
        },
      ),
    );
  });
});
