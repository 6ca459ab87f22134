import { describe, expect, it } from 'vitest';
import { EventSplitProcess } from '../../../core/guard/event-split.ts';
import { ratioInterval } from '../../../core/guard/ratio-interval.ts';
import { fineTilts } from '../../../core/guard/tilts.ts';
import { Random } from '../../../local/random.ts';
import { drawMinutes, minutesOf, steadyMinutes } from '../../helpers/guard-data.ts';

describe('the interval of the ratio', () => {
  it('holds the true ratio at every one of many looks', () => {
    const random = new Random(41);
    const traffic = { minutes: 40, requestsPerMinute: 200, share: 0.3, rate: () => 0.05, effect: 1.5 };
    const missed = Array.from({ length: 60 }, () => drawMinutes(random, traffic)).filter((minutes) => {
      const { low, high } = ratioInterval(minutes, { alpha: 0.05, dispersion: 1 });
      return low > 1.5 || high < 1.5;
    });
    expect(missed.length).toBeLessThan(9);
  });

  it('shrinks towards the estimate as minutes pass', () => {
    const width = (minutes: number): number => {
      const { low, high } = ratioInterval(steadyMinutes(minutes, [100, 6], [100, 3]), {
        alpha: 0.05,
        dispersion: 1,
      });
      return high - low;
    };
    expect(width(400)).toBeLessThan(width(100));
    const {
      estimate = 0,
      low,
      high,
    } = ratioInterval(steadyMinutes(400, [100, 6], [100, 3]), { alpha: 0.05, dispersion: 1 });
    expect(estimate).toBeCloseTo(2, 9);
    expect(low).toBeLessThan(2);
    expect(high).toBeGreaterThan(2);
    expect(low).toBeGreaterThan(1.6);
  });

  it('is open where nothing is known', () => {
    const nothing = { estimate: undefined, low: 0, high: Number.POSITIVE_INFINITY };
    expect(ratioInterval(minutesOf(), { alpha: 0.05, dispersion: 1 })).toEqual(nothing);
    expect(
      ratioInterval(
        minutesOf([
          [0, 0],
          [10, 2],
        ]),
        { alpha: 0.05, dispersion: 1 },
      ),
    ).toEqual(nothing);
  });

  it('is open above while the control has no events', () => {
    const { estimate, low, high } = ratioInterval(steadyMinutes(20, [100, 5], [100, 0]), {
      alpha: 0.05,
      dispersion: 1,
    });
    expect(estimate).toBeUndefined();
    expect(low).toBeGreaterThan(2);
    expect(high).toBe(Number.POSITIVE_INFINITY);
  });

  it('begins at the ratio against which the evidence is 2/alpha', () => {
    const minutes = steadyMinutes(60, [100, 6], [100, 3]);
    const { low } = ratioInterval(minutes, { alpha: 0.1, dispersion: 1 });
    const process = new EventSplitProcess(minutes, { tolerance: low, tilts: fineTilts('up') });
    expect(process.logEvidence(0, 60, 1)).toBeCloseTo(Math.log(20), 2);
  });

  it('is wider the more users differ', () => {
    const minutes = steadyMinutes(60, [100, 6], [100, 3]);
    const wide = ratioInterval(minutes, { alpha: 0.05, dispersion: 3 });
    expect(wide.low).toBeLessThan(ratioInterval(minutes, { alpha: 0.05, dispersion: 1 }).low);
    expect(wide.high).toBeGreaterThan(ratioInterval(minutes, { alpha: 0.05, dispersion: 1 }).high);
  });

  it('estimates within minutes, so that a share that grows while the base rate does is no effect', () => {
    const minutes = minutesOf(
      [
        [10, 1],
        [90, 9],
      ],
      [
        [90, 27],
        [10, 3],
      ],
    );
    expect(ratioInterval(minutes, { alpha: 0.05, dispersion: 1 }).estimate).toBeCloseTo(1, 9);
  });
});
