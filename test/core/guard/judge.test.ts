import { describe, expect, it } from 'vitest';
import type { Guard, Guardrail } from '../../../core/guard/guard.ts';
import type { GuardData, MetricData } from '../../../core/guard/guard-data.ts';
import { judge, strongest } from '../../../core/guard/judge.ts';
import { Random } from '../../../local/random.ts';
import { drawMinutes, drawUsers, NO_MEANS, steadyMinutes } from '../../helpers/guard-data.ts';

const ERRORS: Guardrail = { metric: 'errors', direction: 'up', tolerance: 1.1, weight: 1, method: 'exact' };
const SCORE: Guardrail = {
  metric: 'outcome:judge_score',
  direction: 'down',
  tolerance: 0.97,
  weight: 1,
  method: 'exact',
};
const HALF = { low: 0.5, high: 0.5 };

function guard(...guardrails: Guardrail[]): Guard {
  const weight = 1 / guardrails.length;
  return {
    alpha: 0.05,
    minimumExposures: 50,
    independence: 'requests',
    guardrails: guardrails.map((guardrail) => ({ ...guardrail, weight })),
  };
}

function dataOf(...metrics: MetricData[]): GuardData {
  const requests = metrics[0] as MetricData;
  const count = requests.minutes.candidate.exposures.length;
  return { firstMinute: 0, metrics, requests, shares: Array.from({ length: count }, () => HALF) };
}

function steady(minutes: number, candidate: number, control: number): MetricData {
  return { minutes: steadyMinutes(minutes, [1000, candidate], [1000, control]) };
}

describe('the verdict', () => {
  it('is to roll back a candidate that fails twice as often', () => {
    const verdict = judge(guard(ERRORS), dataOf(steady(20, 40, 20)), NO_MEANS);
    expect(verdict.verdict).toBe('roll_back');
    expect(verdict.logEvidence).toBeGreaterThan(Math.log(20));
  });

  it('is to roll back a candidate whose scores fall', () => {
    expect(judge(guard(SCORE), dataOf(steady(30, 550, 660)), NO_MEANS).verdict).toBe('roll_back');
  });

  it('is to promote a candidate that has shown to be within the tolerance in everything', () => {
    const data = dataOf(steady(10, 20, 20), steady(10, 660, 660));
    expect(judge(guard(ERRORS, SCORE), data, NO_MEANS).verdict).toBe('continue');
    const longer = dataOf(steady(300, 20, 20), steady(300, 660, 660));
    expect(judge(guard(ERRORS, SCORE), longer, NO_MEANS).verdict).toBe('promote');
  });

  it('is to continue while one guardrail has not shown it', () => {
    const data = dataOf(steady(1500, 20, 20), steady(1500, 641, 660));
    expect(judge(guard(ERRORS, SCORE), data, NO_MEANS).verdict).toBe('continue');
  });

  it('is to roll back for one guardrail however well the others do', () => {
    const verdict = judge(guard(ERRORS, SCORE), dataOf(steady(20, 50, 20), steady(20, 900, 600)), NO_MEANS);
    expect(verdict.verdict).toBe('roll_back');
    expect(strongest(verdict.findings)?.guardrail.metric).toBe('errors');
  });

  it('is to continue before anything happened', () => {
    expect(judge(guard(ERRORS), dataOf(steady(0, 0, 0)), NO_MEANS).verdict).toBe('continue');
    expect(judge(guard(ERRORS), dataOf(steady(5, 0, 0)), NO_MEANS).verdict).toBe('continue');
  });

  it('is not to promote where the shares are not those of the document', () => {
    const minutes = steadyMinutes(600, [700, 14], [1000, 20]);
    expect(judge(guard(ERRORS), { ...dataOf({ minutes }), shares: [] }, NO_MEANS).verdict).toBe('promote');
    const verdict = judge(guard(ERRORS), dataOf({ minutes }), NO_MEANS);
    expect(verdict.sampleRatio.isMismatch).toBe(true);
    expect(verdict.verdict).toBe('continue');
  });

  it('is to roll back a candidate whose failures make its users ask again', () => {
    const verdict = judge(
      guard(ERRORS),
      dataOf({ minutes: steadyMinutes(60, [1300, 130], [1000, 20]) }),
      NO_MEANS,
    );
    expect(verdict.sampleRatio.isMismatch).toBe(true);
    expect(verdict.verdict).toBe('roll_back');
  });

  it('needs more evidence of a guardrail with a smaller share of the promise', () => {
    const data = dataOf(steady(9, 33, 20), steady(9, 660, 660));
    const [alone, shared] = [guard(ERRORS), guard(ERRORS, SCORE)];
    const evidence = judge(alone, data, NO_MEANS).logEvidence;
    expect(judge(shared, data, NO_MEANS).logEvidence).toBeCloseTo(evidence - Math.log(2), 1);
  });

  it('compares means by the method it is given, from 200 exposures on', () => {
    const judged = (candidateExposures: number) => {
      const totals = () => ({ ...TOTALS, candidateExposures });
      const process = () => ({ minutes: 3, totals, logEvidence: () => 50 });
      const means = { process, interval: () => ({ estimate: 2, low: 1.5, high: 3 }) };
      const mean: Guardrail = { ...ERRORS, metric: 'latency_ms', method: 'mean' };
      return judge(guard(mean), dataOf(steady(3, 0, 0)), means);
    };
    expect(judged(199).findings[0]?.against).toMatchObject({ enough: false });
    expect(judged(199).verdict).toBe('continue');
    expect(judged(200)).toMatchObject({ verdict: 'roll_back', interval: { low: 1.5, high: 3 } });
  });

  it('gives the ratio that rolls back with an interval that leaves the tolerance out', () => {
    const { interval } = judge(
      guard(SCORE, ERRORS),
      dataOf(steady(40, 660, 660), steady(40, 40, 20)),
      NO_MEANS,
    );
    expect(interval?.estimate).toBeCloseTo(2, 9);
    expect(interval?.low).toBeGreaterThan(1.1);
    expect(interval?.high).toBeGreaterThan(2);
    expect(judge(guard(ERRORS), dataOf(steady(40, 20, 20)), NO_MEANS).interval).toBeUndefined();
  });
});

const TOTALS = {
  candidateExposures: 199,
  controlExposures: 1000,
  candidateSum: 0,
  controlSum: 0,
  candidateVarianceShare: 0.5,
  unitVariance: { candidate: 1, control: 1 },
};

describe('the promise', () => {
  it('holds for a candidate exactly at the tolerance, with looks in the end and a tripling base rate', () => {
    const random = new Random(2);
    const traffic = { minutes: 120, requestsPerMinute: 200, share: 0.5, effect: 1.1 };
    const rolledBack = Array.from({ length: 300 }, () => {
      const minutes = drawMinutes(random, { ...traffic, rate: (minute) => 0.02 * (1 + minute / 60) });
      return judge(guard(ERRORS), dataOf({ minutes }), NO_MEANS).verdict === 'roll_back';
    }).filter(Boolean);
    // 26 of 300 or more have a probability below 1 in 200 at a rate of 0.05.
    expect(rolledBack.length).toBeLessThan(26);
  });

  it('holds for few heavy users, who would break it if each request counted for itself', () => {
    const random = new Random(31);
    const users = { users: 500, spread: 1.5, requestsPerMinute: 300, share: 0.5, rate: 0.03, minutes: 120 };
    const drawn = Array.from({ length: 60 }, () => drawUsers(random, users));
    const rolledBack = (data: MetricData): boolean =>
      judge(guard({ ...ERRORS, tolerance: 1 }), { ...dataOf(data), shares: [] }, NO_MEANS).verdict ===
      'roll_back';
    expect(drawn.filter((data) => rolledBack({ minutes: data.minutes })).length).toBeGreaterThan(10);
    expect(drawn.filter(rolledBack).length).toBeLessThan(5);
  });
});
