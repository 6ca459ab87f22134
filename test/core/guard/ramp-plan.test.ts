import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventSplitProcess } from '../../../core/guard/event-split.ts';
import type { MetricMinutes } from '../../../core/guard/guard-data.ts';
import { plan } from '../../../core/guard/plan.ts';
import { type RampPlanOptions, rampPlan } from '../../../core/guard/ramp-plan.ts';
import { tiltsAgainst } from '../../../core/guard/tilts.ts';
import { Random } from '../../../local/random.ts';
import { drawMinutes } from '../../helpers/guard-data.ts';

const RAMP: RampPlanOptions = {
  direction: 'up',
  effect: 3,
  baseRate: 0.02,
  tolerance: 1.1,
  requestsPerMinute: 300,
  alpha: 0.05,
  weight: 1 / 3,
  percentages: [1, 5, 25, 50, 100],
  stepMinutes: 30,
};

/** Minutes of every step, one after the other. */
function drawRamp(options: RampPlanOptions, seed: number): MetricMinutes {
  const { requestsPerMinute, baseRate, effect, percentages, stepMinutes } = options;
  const random = new Random(seed);
  const parts = percentages.map((percentage) =>
    drawMinutes(random, {
      ...{ minutes: stepMinutes, requestsPerMinute, effect },
      share: percentage / 100,
      rate: () => baseRate,
    }),
  );
  const joined = (arm: 'candidate' | 'control') => ({
    exposures: parts.flatMap((part) => Array.from(part[arm].exposures)),
    sums: parts.flatMap((part) => Array.from(part[arm].sums)),
  });
  return { candidate: joined('candidate'), control: joined('control') };
}

/** Minute at which the evidence of the beginning, four fifths of it, reaches the threshold; the last one without. */
function simulatedMinutes(options: RampPlanOptions, seed: number): number {
  const { tolerance, alpha, weight, direction } = options;
  const process = new EventSplitProcess(drawRamp(options, seed), {
    tolerance,
    tilts: tiltsAgainst(direction),
  });
  const threshold = -Math.log(alpha * weight * 0.8);
  for (let minute = 1; minute < process.minutes; minute += 1) {
    if (process.logEvidence(0, minute, 1) >= threshold) return minute;
  }
  return process.minutes;
}

describe('the plan of a ramp', () => {
  it('is that of a constant share when the ramp has one step', () => {
    const { percentages: _, stepMinutes: __, ...effect } = RAMP;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.double({ min: 1.3, max: 10, noNaN: true }),
        (percentage, ratio) => {
          const one = rampPlan({ ...RAMP, effect: ratio, percentages: [percentage], stepMinutes: 1e6 });
          const expected = plan({ ...effect, effect: ratio, share: percentage / 100 });
          expect(one.noticed?.minutes).toBeCloseTo(expected.minutes, 1);
          const relative = (one.noticed?.candidateExposures ?? 0) / expected.candidateExposures;
          expect(relative).toBeCloseTo(1, 3);
        },
      ),
    );
  });

  it.each<[string, RampPlanOptions]>([
    ['noticed early', RAMP],
    ['a rare event, noticed late', { ...RAMP, baseRate: 0.005, stepMinutes: 60 }],
    ['scores', { ...RAMP, direction: 'down', baseRate: 0.7, tolerance: 0.97, effect: 0.85 }],
  ])('agrees with simulated ramps within fifteen percent: %s', (_, options) => {
    const runs = 300;
    const times = Array.from({ length: runs }, (_unused, seed) => simulatedMinutes(options, seed));
    const mean = times.reduce((sum, minutes) => sum + minutes, 0) / runs;
    const planned = rampPlan(options).noticed?.minutes ?? Number.NaN;
    expect(planned / mean).toBeGreaterThan(0.85);
    expect(planned / mean).toBeLessThan(1.15);
  });

  it('counts what the steps expose, one after the other', () => {
    const exposures = rampPlan(RAMP).steps.map(({ minutes, candidateExposures }) => [
      minutes,
      candidateExposures,
    ]);
    expect(exposures).toEqual([
      [30, 90],
      [60, 540],
      [90, 2790],
      [120, 7290],
      [150, 16290],
    ]);
  });

  it('takes evidence along from one step to the next, and wins none where nothing is compared', () => {
    const { steps } = rampPlan(RAMP);
    const logs = steps.map(({ logEvidence }) => logEvidence);
    expect(logs.slice(0, 4)).toEqual(logs.slice(0, 4).toSorted((left, right) => left - right));
    expect(logs[4]).toBeCloseTo(logs[3] ?? Number.NaN, 9);
    const [, quarter = Number.NaN] = rampPlan({ ...RAMP, percentages: [5, 25] }).steps.map(
      ({ logEvidence }) => logEvidence,
    );
    expect(quarter).toBeGreaterThan(rampPlan({ ...RAMP, percentages: [25] }).steps[0]?.logEvidence ?? 0);
  });

  it('marks the step in which the effect is noticed, and those after it', () => {
    const { steps, noticed } = rampPlan({ ...RAMP, effect: 2 });
    const threshold = -Math.log(0.05 / 3);
    expect(steps.map(({ isNoticed }) => isNoticed)).toEqual(
      steps.map(({ logEvidence }) => logEvidence >= threshold),
    );
    const first = steps.findIndex(({ isNoticed }) => isNoticed);
    expect(first).toBeGreaterThan(0);
    expect(noticed?.percentage).toBe(steps[first]?.percentage);
    expect(noticed?.minutes).toBeGreaterThan(steps[first - 1]?.minutes ?? 0);
    expect(noticed?.candidateExposures).toBeLessThan(steps[first]?.candidateExposures ?? 0);
  });

  it('has nothing to notice in an effect that is tolerated', () => {
    expect(rampPlan({ ...RAMP, effect: 1.05 })).not.toHaveProperty('noticed');
  });
});
