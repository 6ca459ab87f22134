import { describe, expect, it } from 'vitest';
import { estimateFromGroups } from '../../../core/experiment/jackknife.ts';
import { NO_MOMENTS } from '../../../core/experiment/moments.ts';
import { events, momentsOf, pairedOf } from '../../helpers/experiments.ts';

const EQUAL = [12, 8, 10, 9, 14, 7].map((sum) => events(100, sum));

describe('an estimate from groups of users', () => {
  it('of groups of one size is that of their means', () => {
    const means = EQUAL.map(({ n, sum }) => sum / n);
    const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
    const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 5 / 6;
    const found = estimateFromGroups(EQUAL, 'proportion');
    expect(found?.mean).toBeCloseTo(0.1, 14);
    expect(found?.variance).toBeCloseTo(variance, 14);
    expect(found?.degrees).toBeCloseTo(5, 12);
  });

  it('knows its variance less well the more unequal the groups are', () => {
    const heavy = estimateFromGroups([...EQUAL, events(300, 30)], 'proportion');
    expect(heavy?.degrees).toBeCloseTo(900 ** 2 / (6 * 100 ** 2 + 300 ** 2) - 1, 12);
  });

  it('leaves empty groups out', () => {
    expect(estimateFromGroups([...EQUAL, NO_MOMENTS], 'proportion')).toEqual(
      estimateFromGroups(EQUAL, 'proportion'),
    );
  });

  it('is none where a few users send nearly all requests', () => {
    expect(estimateFromGroups([...EQUAL, events(10_000, 900)], 'proportion')).toBeUndefined();
    expect(estimateFromGroups([], 'proportion')).toBeUndefined();
  });

  it('of a ratio is none where one group has all of what is divided by', () => {
    const group = (answers: number) => ({
      ...momentsOf([1, 2]),
      denominator: pairedOf([1, 2], [answers, answers]),
    });
    const groups = [1, 2, 1, 1, 1].map(group);
    expect(estimateFromGroups(groups, 'ratio')?.mean).toBeCloseTo(15 / 12, 12);
    expect(estimateFromGroups([1, 0, 0, 0, 0].map(group), 'ratio')).toBeUndefined();
    expect(estimateFromGroups(EQUAL, 'ratio')).toBeUndefined();
  });
});
