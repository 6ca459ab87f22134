import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectsOf } from '../../../core/experiment/effects.ts';
import { COMPARISON_DEFAULTS } from '../../../core/experiment/experiment.ts';
import { outlookOf } from '../../../core/experiment/outlook.ts';
import { estimatePair, type Pair } from '../../../core/experiment/pair.ts';
import { distributions } from '../../../lambda/comparison/distributions.ts';
import { aMetric, spreadOver } from '../../helpers/experiments.ts';

const MARGIN = 0.05;

/** Both arms after `days` of 500 exposures each. */
function pairAfter(days: number, lift: number): Pair {
  const arms = { old: spreadOver(500 * days, 10, 4), new: spreadOver(500 * days, 10 * (1 + lift), 4) };
  const pair = estimatePair(aMetric({ kind: 'mean', arms }), 'new', 'old');
  if (!pair) throw new Error('the arms of this test have enough exposures');
  return pair;
}

const outlookAfter = (days: number, lift: number, margin = MARGIN) =>
  outlookOf({ pair: pairAfter(days, lift), days, margin, alpha: 0.05 }, COMPARISON_DEFAULTS, distributions);

function isTold(pair: Pair): boolean {
  const { low = 0, high = 0 } =
    effectsOf(pair, COMPARISON_DEFAULTS, distributions).relative?.anytime.interval ?? {};
  return low > 0 || high < 0 || (low >= -MARGIN && high <= MARGIN);
}

const lifts = fc.double({ min: -0.2, max: 0.2, noNaN: true });

describe('the days still needed', () => {
  it('are enough if the difference stays as it looks, and one less is not', () => {
    fc.assert(
      fc.property(lifts, (lift) => {
        fc.pre(!isTold(pairAfter(2, lift)));
        const { days = 0 } = outlookAfter(2, lift);
        expect(isTold(pairAfter(2 + days, lift))).toBe(true);
        if (days > 1) expect(isTold(pairAfter(1 + days, lift))).toBe(false);
      }),
    );
  });

  it('are enough at most, whatever the difference is', () => {
    const { daysAtMost = 0 } = outlookAfter(2, 0);
    fc.assert(
      fc.property(lifts, (lift) => {
        // Up to the growth of the variance with the lift itself, which the outlook takes for constant.
        fc.pre(lift <= 0);
        expect(isTold(pairAfter(2 + daysAtMost, lift))).toBe(true);
      }),
    );
  });

  it('are fewer for a single look', () => {
    const course = { pair: pairAfter(2, 0.01), days: 2, margin: MARGIN, alpha: 0.05 };
    const once = outlookOf(course, { ...COMPARISON_DEFAULTS, looks: 'once' }, distributions);
    expect(once.daysAtMost).toBeLessThan(outlookAfter(2, 0.01).daysAtMost ?? 0);
  });

  it('are not foreseen beyond a million times what there is', () => {
    expect(outlookAfter(2, 0, 1e-6)).toEqual({});
  });
});
