import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from '../../core/guard/plan.ts';
import { lateDetections, minutesOfRollout } from '../../lib/detection-time.ts';
import { requireGuard } from '../../lib/guard-config.ts';
import { growthSteps } from '../../local/appconfig/growth.ts';

const MINUTE_MS = 60_000;
const ROLLOUT = { growthPercent: 10, durationMinutes: 40, bakeMinutes: 20 };
const GUARD = requireGuard({
  guardrails: [
    { metric: 'errors', tolerance: 1.1 },
    { metric: 'outcome:judge_score', direction: 'down', tolerance: 0.97 },
  ],
});

describe('the minutes of a rollout', () => {
  it('are those in which as many users have seen the new document', () => {
    // Steps of four minutes at 0, 10, … 90 % are worth 18 minutes at full exposure.
    expect(minutesOfRollout(18, ROLLOUT)).toBeCloseTo(40);
    expect(minutesOfRollout(28, ROLLOUT)).toBeCloseTo(50);
    expect(minutesOfRollout(0.4, ROLLOUT)).toBeCloseTo(8);
    expect(minutesOfRollout(0.8, ROLLOUT)).toBeCloseTo(10);
    expect(minutesOfRollout(Number.POSITIVE_INFINITY, ROLLOUT)).toBe(Number.POSITIVE_INFINITY);
  });

  it('count a last step that is shorter than the others', () => {
    // 0, 30, 60 and 90 % for 12, 12, 12 and 4 minutes: 0 + 3.6 + 7.2 + 3.6.
    expect(minutesOfRollout(14.4, { ...ROLLOUT, growthPercent: 30 })).toBeCloseTo(40);
  });

  it('agree with the steps that the embedded AppConfig takes', () => {
    const needed = fc.double({ min: 0.1, max: 500, noNaN: true });
    const growth = fc.record({
      growthPercent: fc.integer({ min: 1, max: 100 }),
      durationMinutes: fc.integer({ min: 1, max: 1440 }),
    });
    fc.assert(
      fc.property(needed, growth, (minutes, { growthPercent, durationMinutes }) => {
        const end = minutesOfRollout(minutes, { growthPercent, durationMinutes, bakeMinutes: 0 });
        const plan = {
          type: 'LINEAR',
          factor: growthPercent,
          durationMs: durationMinutes * MINUTE_MS,
        } as const;
        const gathered = growthSteps(plan, 'after-one-step').reduce(
          (sum, { afterMs, percentage }, at, steps) => {
            const before = steps[at - 1]?.percentage ?? 0;
            return sum + ((percentage - before) / 100) * Math.max(0, end - afterMs / MINUTE_MS);
          },
          0,
        );
        expect(gathered).toBeCloseTo(minutes, 3);
      }),
    );
  });
});

describe('late detections', () => {
  const errors = { baseRate: 0.02, ratio: 2 };
  const late = (effect: object, rollout = ROLLOUT, requestsPerMinute = 300) =>
    lateDetections(
      GUARD,
      { requestsPerMinute, gatePercentage: 50, effects: { errors: { ...errors, ...effect } } },
      rollout,
    );

  it('are none while deployment and bake suffice', () => {
    expect(late({})).toEqual([]);
  });

  it('are named with their minutes when traffic, effect or bake are too small', () => {
    for (const found of [
      late({}, ROLLOUT, 30),
      late({ ratio: 1.3 }),
      late({ measuredShare: 0.1 }),
      late({}, { ...ROLLOUT, durationMinutes: 10, bakeMinutes: 5 }),
    ]) {
      expect(found.map(({ metric }) => metric)).toEqual(['errors']);
      expect(found[0]?.minutes).toBeGreaterThan(15);
    }
    expect(late({}, ROLLOUT, 30)[0]?.minutes).toBeGreaterThan(60);
  });

  it('wait for the exposures that each arm needs before its guardrail counts', () => {
    // Half of ten requests a minute: the fifty of each arm take ten minutes, however bad the candidate is.
    const rollout = { growthPercent: 100, durationMinutes: 1, bakeMinutes: 5 };
    const [found] = late({ baseRate: 0.1, ratio: 10 }, rollout, 10);
    expect(found?.minutes).toBeCloseTo(1 + 10);
    // One of a hundred is the control's: it is the smaller arm that is waited for.
    const effects = { errors: { baseRate: 0.1, ratio: 10 } };
    const expected = { requestsPerMinute: 1000, gatePercentage: 99, effects };
    expect(lateDetections(GUARD, expected, { ...rollout, bakeMinutes: 1 })[0]?.minutes).toBeCloseTo(1 + 5);
  });

  it('look for a score that falls with the guardrail against falling', () => {
    const effects = { 'outcome:judge_score': { baseRate: 0.75, ratio: 0.96 } };
    const [found] = lateDetections(GUARD, { requestsPerMinute: 300, gatePercentage: 50, effects }, ROLLOUT);
    expect(found?.metric).toBe('outcome:judge_score');
    const worse = { 'outcome:judge_score': { baseRate: 0.75, ratio: 0.7 } };
    expect(
      lateDetections(GUARD, { requestsPerMinute: 300, gatePercentage: 50, effects: worse }, ROLLOUT),
    ).toEqual([]);
  });

  it("take the gate for the share of the candidate, and the guardrail's part of the promise", () => {
    const expected = { requestsPerMinute: 90, gatePercentage: 20, effects: { errors } };
    const { minutes } = plan({
      direction: 'up',
      effect: errors.ratio,
      baseRate: errors.baseRate,
      tolerance: 1.1,
      share: 0.2,
      requestsPerMinute: 90,
      alpha: 0.05,
      weight: 0.5,
    });
    const [found] = lateDetections(GUARD, expected, ROLLOUT);
    expect(found?.minutes).toBeCloseTo(minutesOfRollout(minutes, ROLLOUT));
  });
});
