import { describe, expect, it } from 'vitest';
import type { ExperimentMetric } from '../../../core/experiment/experiment.ts';
import { estimatePair } from '../../../core/experiment/pair.ts';
import { aMetric, events, momentsOf, spreadOver } from '../../helpers/experiments.ts';

const pairOf = (changes: Partial<ExperimentMetric> = {}) => estimatePair(aMetric(changes), 'new', 'old');
const means = (old: readonly [number, number], own: readonly [number, number], sd: number) => ({
  kind: 'mean' as const,
  arms: { old: spreadOver(old[0], old[1], sd), new: spreadOver(own[0], own[1], sd) },
});
const groupsOf = (sums: readonly number[]) => sums.map((sum) => events(100, sum));

/** A value, and before it one that it follows but for a remainder. */
const followed = Array.from({ length: 120 }, (_, at) => ({ before: (at * 37) % 50, rest: (at * 11) % 7 }));
const withCovariate = momentsOf(
  followed.map(({ before, rest }) => 2 * before + rest),
  followed.map(({ before }) => before),
);

describe('arms are not compared', () => {
  it('below fifty exposures of either', () => {
    expect(pairOf({ arms: { old: events(1000, 600), new: events(49, 25) } })).toBeUndefined();
    expect(pairOf({ arms: { old: events(1000, 600), new: events(50, 25) } })).toBeDefined();
    expect(pairOf({ arms: {} })).toBeUndefined();
  });

  it('where ten events, or ten exposures without one, are not to be expected in each', () => {
    expect(pairOf({ arms: { old: events(1000, 8), new: events(1000, 11) } })).toBeUndefined();
    expect(pairOf({ arms: { old: events(1000, 991), new: events(1000, 992) } })).toBeUndefined();
    expect(pairOf({ arms: { old: events(1000, 8), new: events(1000, 12) } })).toBeDefined();
  });

  it('where nothing varies', () => {
    expect(pairOf(means([100, 5], [100, 5], 0))).toBeUndefined();
  });

  it('where one is small and the values are uneven', () => {
    expect(pairOf(means([900, 1], [100, 1], 1))).toBeUndefined();
    expect(pairOf(means([900, 1], [100, 1], 0.1))).toBeDefined();
    expect(pairOf(means([500, 1], [500, 1], 4))).toBeDefined();
    expect(pairOf(means([900, -1], [100, -1], 4))).toBeDefined();
  });

  it('where too few users stand behind one of them', () => {
    const groups = { old: groupsOf([60, 61, 62, 59, 58, 60]), new: groupsOf([60, 61, 62]) };
    expect(pairOf({ groups })).toBeUndefined();
  });
});

describe('groups of users', () => {
  it('give the variance where both arms have them', () => {
    const groups = { old: groupsOf([60, 40, 80, 55, 65, 60]), new: groupsOf([70, 50, 60, 60, 75, 45]) };
    expect(pairOf({ groups })?.varianceFrom).toBe('groups');
    expect(pairOf({ groups: { old: groups.old } })?.varianceFrom).toBe('exposures');
  });
});

describe('a covariate', () => {
  const covered = { kind: 'mean' as const, arms: { old: withCovariate, new: withCovariate } };

  it('takes its share of the variance away', () => {
    const { covariate, arm } = pairOf(covered) ?? {};
    expect(covariate?.theta).toBeCloseTo(2, 1);
    expect(covariate?.varianceReduction).toBeGreaterThan(0.98);
    expect(arm?.variance).toBeLessThan(0.1);
  });

  it('does so by group as well', () => {
    const parts = [0, 1, 2, 3, 4, 5].map((part) => {
      const own = followed.slice(part * 20, (part + 1) * 20);
      const values = own.map(({ before, rest }) => 2 * before + rest);
      return momentsOf(
        values,
        own.map(({ before }) => before),
      );
    });
    const found = pairOf({ ...covered, groups: { old: parts, new: parts } });
    expect(found?.varianceFrom).toBe('groups');
    expect(found?.covariate?.varianceReduction).toBeGreaterThan(0.9);
  });

  it('is not used for a ratio', () => {
    const ratio = {
      ...withCovariate,
      denominator: { sum: 120, sumSquares: 120, sumProducts: withCovariate.sum },
    };
    expect(pairOf({ kind: 'ratio', arms: { old: ratio, new: ratio } })?.covariate).toBeUndefined();
  });

  it('is not used where it explains everything: no interval would be left', () => {
    const before = followed.map((_, at) => (at % 2 === 0 ? 1 : -1));
    const doubled = before.map((one) => 2 * one);
    const found = pairOf({
      kind: 'mean',
      arms: { old: momentsOf(doubled, before), new: momentsOf(doubled, before) },
    });
    expect(found?.covariate).toBeUndefined();
    expect(found?.arm.variance).toBeGreaterThan(0);
  });
});
