import { describe, expect, it } from 'vitest';
import { EventSplitProcess } from '../../../core/guard/event-split.ts';
import { evidenceFromBeginning } from '../../../core/guard/metric-evidence.ts';
import { type PlanOptions, plan } from '../../../core/guard/plan.ts';
import { tiltsAgainst } from '../../../core/guard/tilts.ts';
import { Random } from '../../../local/random.ts';
import { drawMinutes } from '../../helpers/guard-data.ts';

const ERRORS: PlanOptions = {
  direction: 'up',
  effect: 1.5,
  baseRate: 0.02,
  tolerance: 1.1,
  share: 0.5,
  requestsPerMinute: 330,
  alpha: 0.05,
  weight: 1,
};
const SCORES = { direction: 'down', effect: 0.83, baseRate: 0.66, tolerance: 0.97 } as const;

/** Minutes until the evidence of the beginning, four fifths of it, reaches the threshold. */
function simulatedMinutes(options: PlanOptions, seed: number): number {
  const { share, requestsPerMinute, baseRate, effect, tolerance } = options;
  const random = new Random(seed);
  const longest = Math.ceil(plan(options).minutes * 8) + 20;
  const traffic = { minutes: longest, requestsPerMinute, share, rate: () => baseRate, effect };
  const process = new EventSplitProcess(drawMinutes(random, traffic), {
    tolerance,
    tilts: tiltsAgainst(options.direction),
  });
  const threshold = -Math.log(options.alpha * options.weight * 0.8);
  for (let minute = 1; minute < longest; minute += 1) {
    if (process.logEvidence(0, minute, 1) >= threshold) return minute;
  }
  return longest;
}

describe('a plan', () => {
  it.each<[string, PlanOptions]>([
    ['rare errors', { ...ERRORS, baseRate: 0.005, effect: 3 }],
    ['errors', ERRORS],
    ['common errors', { ...ERRORS, baseRate: 0.1, effect: 1.4 }],
    ['a small share', { ...ERRORS, share: 0.1, effect: 2 }],
    ['one guardrail of six', { ...ERRORS, weight: 1 / 6 }],
    ['scores', { ...ERRORS, ...SCORES }],
  ])('agrees with simulated rollouts within fifteen percent: %s', (_, options) => {
    const runs = 300;
    const times = Array.from({ length: runs }, (_unused, seed) => simulatedMinutes(options, seed));
    const mean = times.reduce((sum, minutes) => sum + minutes, 0) / runs;
    expect(plan(options).minutes / mean).toBeGreaterThan(0.85);
    expect(plan(options).minutes / mean).toBeLessThan(1.15);
  });

  it('is the sooner the larger effect, traffic and share of the promise', () => {
    const { minutes } = plan(ERRORS);
    expect(plan({ ...ERRORS, effect: 2 }).minutes).toBeLessThan(minutes);
    expect(plan({ ...ERRORS, requestsPerMinute: 1000 }).minutes).toBeLessThan(minutes);
    expect(plan({ ...ERRORS, weight: 0.2 }).minutes).toBeGreaterThan(minutes);
    expect(plan({ ...ERRORS, share: 0.05 }).minutes).toBeGreaterThan(minutes);
    expect(plan({ ...ERRORS, dispersion: 2 }).minutes).toBeGreaterThan(1.5 * minutes);
  });

  it('has no end for an effect that is tolerated', () => {
    const never = { minutes: Number.POSITIVE_INFINITY, candidateExposures: Number.POSITIVE_INFINITY };
    expect(plan({ ...ERRORS, effect: 1.1 })).toEqual(never);
    expect(plan({ ...ERRORS, effect: 0.5 })).toEqual(never);
    expect(plan({ ...ERRORS, ...SCORES, effect: 1.2 })).toEqual(never);
  });

  it('counts the requests that the candidate answers meanwhile', () => {
    const { minutes, candidateExposures } = plan({ ...ERRORS, share: 0.1 });
    expect(candidateExposures).toBeCloseTo(minutes * 33, 6);
  });
});

describe('the process that is planned', () => {
  it('is the one that is judged', () => {
    const traffic = { minutes: 30, requestsPerMinute: 330, share: 0.5, rate: () => 0.02, effect: 2 };
    const process = new EventSplitProcess(drawMinutes(new Random(1), traffic), {
      tolerance: 1.1,
      tilts: tiltsAgainst('up'),
    });
    const judged = evidenceFromBeginning({ process, firstMinute: 0, minimumExposures: 50 });
    expect(judged.log).toBe(process.logEvidence(0, 30, 1));
  });
});
