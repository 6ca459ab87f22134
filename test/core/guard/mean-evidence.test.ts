import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MeanEvidenceProcess,
  type MeanNull,
  meanDifference,
  meanLogEvidence,
} from '../../../core/guard/mean-evidence.ts';
import { MomentSums } from '../../../core/guard/moment-sums.ts';
import { specialFunctions } from '../../../lambda/guard/special-functions.ts';
import { Random } from '../../../local/random.ts';
import {
  aMinute,
  type LatencyOptions,
  latencyMinutes,
  type MomentMinute,
  momentMinutes,
  someMinutes,
} from '../../helpers/moment-minutes.ts';

const UP: MeanNull = { direction: 'up', tolerance: 1 };

function processOf(minutes: readonly MomentMinute[], hypothesis: MeanNull = UP): MeanEvidenceProcess {
  return new MeanEvidenceProcess(new MomentSums(momentMinutes(minutes)), hypothesis, specialFunctions);
}

function logOf(minutes: readonly MomentMinute[], hypothesis: MeanNull = UP, dispersion = 1): number {
  return processOf(minutes, hypothesis).logEvidence(0, minutes.length, dispersion);
}

const scaled = (minutes: readonly MomentMinute[], factor: number): readonly MomentMinute[] =>
  minutes.map(({ candidate, control }) => {
    const arm = ({ count, sum, sumOfSquares }: MomentMinute['candidate']) => ({
      count,
      sum: sum * factor,
      sumOfSquares: sumOfSquares * factor ** 2,
    });
    return { candidate: arm(candidate), control: arm(control) };
  });

/** An hour of ramping up while the base level trebles. */
const HOUR: LatencyOptions = {
  minutes: 60,
  requestsPerMinute: 80,
  share: (minute) => [0.05, 0.1, 0.25, 0.5][Math.floor(minute / 15)] ?? 0.5,
  base: (minute) => 400 * (1 + minute / 30),
  effect: 1,
  spread: 0.7,
};

const anHour = (seed: number, options: Partial<LatencyOptions> = {}) =>
  latencyMinutes(new Random(seed), { ...HOUR, ...options });

describe('the difference of means', () => {
  // By hand: n = 2 and 3, means 3 and 2, variances 2 and 1, weight 6/5.
  const stretch = new MomentSums(momentMinutes([aMinute([2, 4], [1, 2, 3])])).between(0, 1);

  it('is against the tolerated multiple of the control', () => {
    const { s, v } = meanDifference(stretch, { direction: 'up', tolerance: 1.1 });
    expect(s).toBeCloseTo((6 / 5) * (3 - 1.1 * 2), 12);
    expect(v).toBeCloseTo((36 / 25) * (2 / 2 + 1.1 ** 2 / 3), 12);
  });

  it('has the variance of exchanged spreads where that is larger', () => {
    const { s, v } = meanDifference(stretch, { direction: 'down', tolerance: 3 });
    expect(s).toBeCloseTo(-(6 / 5) * (3 - 3 * 2), 12);
    expect(v).toBeCloseTo((36 / 25) * (2 / 3 + 9 / 2), 12);
  });
});

describe('evidence about means', () => {
  it('is the same in whatever unit the values are', () => {
    fc.assert(
      fc.property(
        someMinutes({ minLength: 1, maxLength: 30 }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        (minutes, factor) => {
          expect(logOf(scaled(minutes, factor))).toBeCloseTo(logOf(minutes), 6);
        },
      ),
    );
  });

  it('against one arm is evidence for the other', () => {
    fc.assert(
      fc.property(someMinutes({ minLength: 1, maxLength: 30 }), (minutes) => {
        const exchanged = minutes.map(({ candidate, control }) => ({
          candidate: control,
          control: candidate,
        }));
        expect(logOf(exchanged, { direction: 'down', tolerance: 1 })).toBeCloseTo(logOf(minutes), 6);
      }),
    );
  });

  it('is finite for every number that can be recorded', () => {
    fc.assert(
      fc.property(
        someMinutes({ minLength: 0, maxLength: 10 }),
        fc.integer({ min: 1, max: 7 }),
        (minutes, power) => {
          const many = minutes.map(({ candidate, control }) => {
            const arm = ({ count, sum, sumOfSquares }: typeof candidate) => ({
              count: count * 10 ** power,
              sum: sum * 10 ** power,
              sumOfSquares: sumOfSquares * 10 ** power,
            });
            return { candidate: arm(candidate), control: arm(control) };
          });
          expect(Number.isFinite(logOf(many))).toBe(true);
          expect(Number.isFinite(logOf(many, { direction: 'down', tolerance: 0.97 }))).toBe(true);
        },
      ),
    );
  });

  it('weighs less where requests depend on each other', () => {
    const minutes = anHour(2, { effect: 1.2 });
    expect(logOf(minutes, UP, 4)).toBeLessThan(logOf(minutes, UP, 1) / 2);
    const sum = { s: 30, v: 100, rho: 13 };
    expect(meanLogEvidence({ ...sum, dispersion: 4 }, specialFunctions)).toBeCloseTo(
      meanLogEvidence({ ...sum, v: 400, rho: 52, dispersion: 1 }, specialFunctions),
      12,
    );
  });

  it('of a stretch does not depend on what was before it and after the gate', () => {
    const [one, other] = [anHour(3), anHour(4)];
    const mixed = [...one.slice(0, 45), ...other.slice(45, 50), ...one.slice(50)];
    expect(processOf(mixed).logEvidence(50, 60, 1)).toBeCloseTo(processOf(one).logEvidence(50, 60, 1), 9);
  });

  it('comes with what it rests on', () => {
    const minutes = [aMinute([2, 4], [1, 2, 3])];
    expect(processOf(minutes, { direction: 'up', tolerance: 2 }).totals(0, 1)).toEqual({
      candidateExposures: 2,
      controlExposures: 3,
      candidateSum: 6,
      controlSum: 6,
      candidateVarianceShare: expect.closeTo(3 / 7, 12),
      unitVariance: { candidate: 2, control: 1 },
    });
  });
});

describe('no evidence about means', () => {
  it('is there before both arms have enough exposures', () => {
    const minute = aMinute([900, 950], [1, 2, 3]);
    const minutes = Array.from({ length: 100 }, () => minute);
    expect(logOf(minutes.slice(0, 99))).toBe(0);
    expect(logOf(minutes)).toBeGreaterThan(3);
  });

  it('is there where no value differs from another', () => {
    const minutes = Array.from({ length: 300 }, () => aMinute([0.3], [0.1, 0.1, 0.1]));
    expect(logOf(minutes)).toBe(0);
    expect(processOf(minutes).totals(0, 300).candidateVarianceShare).toBe(0);
  });

  it('is there in a stretch where no value differs from another', () => {
    const minutes = [...anHour(7), ...Array.from({ length: 30 }, () => aMinute([0.3], [0.1, 0.1, 0.1]))];
    expect(processOf(minutes).logEvidence(61, 90, 1)).toBe(0);
  });

  it('is there without minutes', () => {
    expect(logOf([])).toBe(0);
    expect(processOf([]).totals(0, 0).unitVariance).toEqual({ candidate: 0, control: 0 });
  });
});

describe('a judge that looks at a mean every minute', () => {
  const ALPHA = 0.05;
  const RUNS = 1000;

  /** Share of the rollouts in which the evidence ever reaches 1/alpha. */
  function shareRejected(hypothesis: MeanNull, options: Partial<LatencyOptions>, runs = RUNS): number {
    const random = new Random(20_260_801);
    const isRejected = () => {
      const process = processOf(latencyMinutes(random, { ...HOUR, ...options }), hypothesis);
      const looks = Array.from({ length: process.minutes }, (_, at) => process.logEvidence(0, at + 1, 1));
      return Math.max(...looks) >= -Math.log(ALPHA);
    };
    return Array.from({ length: runs }, isRejected).filter(Boolean).length / runs;
  }

  /** Three standard deviations of a share above alpha: what a true rate of alpha exceeds once in 740 seeds. */
  const bound = ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / RUNS);

  it.each([
    ['upwards', { direction: 'up', tolerance: 1 }, 1],
    ['downwards', { direction: 'down', tolerance: 1 }, 1],
    ['at a tolerance above one', { direction: 'up', tolerance: 1.2 }, 1.2],
  ] as const)(
    'takes back a candidate no worse than tolerated at most as often as promised: %s',
    (_, hypothesis, effect) => {
      expect(shareRejected(hypothesis, { effect })).toBeLessThanOrEqual(bound);
    },
  );

  it('finds a mean that is a tenth higher nearly always', () => {
    expect(shareRejected(UP, { effect: 1.1, requestsPerMinute: 240 }, 100)).toBeGreaterThan(0.95);
  });
});
