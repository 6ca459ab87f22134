import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anytimeInference,
  anytimeInferenceOfGroups,
  groupMultiplier,
  sequenceMultiplier,
} from '../../../core/experiment/anytime.ts';
import type { Inference } from '../../../core/experiment/comparison.ts';
import { distributions } from '../../../lambda/comparison/distributions.ts';

const sequences = fc.record({
  n: fc.integer({ min: 20, max: 1_000_000 }),
  alpha: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
  tuning: fc.integer({ min: 100, max: 100_000 }),
});
const differences = fc.record({
  estimate: fc.double({ min: -5, max: 5, noNaN: true }),
  standardError: fc.double({ min: 0.1, max: 2, noNaN: true }),
  degrees: fc.integer({ min: 4, max: 60 }),
});

function leavesOutZero({ interval: { low = 0, high = 0 } }: Inference): boolean {
  return low > 0 || high < 0;
}

/** Squared half-width relative to what it is at the tuning, by exposures. */
const widthAt = (n: number): number => sequenceMultiplier({ n, alpha: 0.05, tuning: 5000 }) ** 2 / n;

describe('an interval that may be looked at daily', () => {
  it('leaves 0 out exactly when its p-value is below alpha', () => {
    fc.assert(
      fc.property(differences, sequences, (difference, sequence) => {
        const found = anytimeInference(difference, sequence);
        expect(leavesOutZero(found)).toBe(found.p < sequence.alpha);
      }),
    );
  });

  it('does so for groups of users as well', () => {
    fc.assert(
      fc.property(differences, sequences, (difference, sequence) => {
        const found = anytimeInferenceOfGroups(difference, sequence, distributions);
        fc.pre(Math.abs(found.p - sequence.alpha) > 1e-6);
        expect(leavesOutZero(found)).toBe(found.p < sequence.alpha);
      }),
    );
  });

  it('is wider than the one for a single look, however many exposures there are', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const once = -distributions.normalQuantile(sequence.alpha / 2);
        expect(sequenceMultiplier(sequence)).toBeGreaterThan(once);
      }),
    );
  });

  it('is wider for groups than for exposures, and as wide for very many groups', () => {
    const sequence = { n: 5000, alpha: 0.05, tuning: 5000 };
    const multiplier = sequenceMultiplier(sequence);
    expect(groupMultiplier(sequence, 15, distributions)).toBeGreaterThan(1.1 * multiplier);
    expect(groupMultiplier(sequence, 1e7, distributions)).toBeCloseTo(multiplier, 5);
  });

  it('has no ends for groups while it is tuned to a moment out of sight', () => {
    const found = anytimeInferenceOfGroups(
      { estimate: 1, standardError: 0.1, degrees: 15 },
      { n: 100, alpha: 0.05, tuning: 1e7 },
      distributions,
    );
    expect(found.interval).toEqual({});
    expect(found.p).toBeGreaterThan(0.99);
  });

  it('narrows with every exposure', () => {
    const widths = [10, 100, 1000, 5000, 1e5, 1e7].map(widthAt);
    expect(widths).toEqual([...widths].sort((left, right) => right - left));
  });

  it('is nowhere narrower than one tuned to that very number of exposures', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1e6 }), fc.integer({ min: 100, max: 1e6 }), (n, tuning) => {
        const tuned = sequenceMultiplier({ n, alpha: 0.05, tuning: n });
        expect(sequenceMultiplier({ n, alpha: 0.05, tuning })).toBeGreaterThan(0.999 * tuned);
      }),
    );
  });
});
