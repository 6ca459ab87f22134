import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGuard } from '../../../core/guard/parse-guard.ts';

const ERRORS = { metric: 'errors', tolerance: 1.1 };
const SCORE = { metric: 'outcome:judge_score', direction: 'down', tolerance: 0.97 };

function guardOf(...guardrails: unknown[]) {
  const parsed = parseGuard({ guardrails });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.value;
}

function problemsOf(input: unknown): readonly string[] {
  const parsed = parseGuard(input);
  return parsed.ok ? [] : parsed.problems;
}

describe('a guard', () => {
  it('has defaults', () => {
    expect(guardOf(ERRORS)).toEqual({
      alpha: 0.05,
      minimumExposures: 50,
      independence: 'users',
      guardrails: [{ metric: 'errors', direction: 'up', tolerance: 1.1, weight: 1, method: 'exact' }],
    });
  });

  it('shares the promise among its guardrails by weight', () => {
    const { guardrails } = guardOf({ ...ERRORS, weight: 3 }, SCORE);
    expect(guardrails.map(({ weight }) => weight)).toEqual([0.75, 0.25]);
  });

  it('compares the means of what has no upper limit', () => {
    const { guardrails } = guardOf({ metric: 'latency_ms', tolerance: 1.1 }, { ...SCORE, method: 'mean' });
    expect(guardrails.map(({ method }) => method)).toEqual(['mean', 'mean']);
  });

  it('may watch an outcome both ways', () => {
    expect(guardOf(SCORE, { ...SCORE, direction: 'up', tolerance: 1.5 }).guardrails).toHaveLength(2);
  });

  it.each<[string, unknown, string]>([
    ['is no object', [ERRORS], 'the guard is [{"metric":"errors","tolerance":1.1}]'],
    ['has no guardrails', {}, 'guardrails is missing'],
    ['has an empty list', { guardrails: [] }, 'use a list of 1 to 12 guardrails'],
    [
      'has too many',
      { guardrails: new Array(13).fill(ERRORS) },
      'guardrails has 13 entries; use a list of 1 to 12',
    ],
    ['has a member nobody knows', { guardrails: [ERRORS], aplha: 1 }, 'the guard has a member "aplha"'],
    [
      'promises nothing',
      { guardrails: [ERRORS], alpha: 0.5 },
      'alpha is 0.5; use a number from 0.000001 to below 0.5',
    ],
    [
      'promises more than can be reported',
      { guardrails: [ERRORS], alpha: 1e-10 },
      'alpha is 1e-10; use a number from 0.000001 to below 0.5',
    ],
    ['has half an exposure', { guardrails: [ERRORS], minimumExposures: 0.5 }, 'minimumExposures is 0.5'],
    [
      'has a third independence',
      { guardrails: [ERRORS], independence: 'sessions' },
      'use "users" or "requests"',
    ],
    ['has a guardrail that is none', { guardrails: ['errors'] }, 'guardrails[0] is "errors"; use an object'],
    [
      'has a metric nobody emits',
      { guardrails: [{ ...ERRORS, metric: 'eror' }] },
      'guardrails[0].metric is "eror"',
    ],
    [
      'leaves an outcome without direction',
      { guardrails: [{ ...SCORE, direction: undefined }] },
      'direction is missing',
    ],
    [
      'has errors that should not fall',
      { guardrails: [{ ...ERRORS, direction: 'down' }] },
      'errors is worse when it rises',
    ],
    [
      'tolerates a better candidate only',
      { guardrails: [{ ...ERRORS, tolerance: 0.9 }] },
      'a ratio from 1 to 100',
    ],
    ['tolerates a worse score not', { guardrails: [{ ...SCORE, tolerance: 1.1 }] }, 'a ratio from 0.01 to 1'],
    ['has no tolerance', { guardrails: [{ metric: 'errors' }] }, 'guardrails[0].tolerance is missing'],
    ['has a weight of nothing', { guardrails: [{ ...ERRORS, weight: 0 }] }, 'guardrails[0].weight is 0'],
    ['has a third method', { guardrails: [{ ...ERRORS, method: 'median' }] }, 'use "exact" or "mean"'],
    [
      'bounds latency',
      { guardrails: [{ metric: 'latency_ms', tolerance: 1.1, method: 'exact' }] },
      'has no upper limit',
    ],
    ['watches a metric twice', { guardrails: [ERRORS, ERRORS] }, 'guardrails[1] watches errors again'],
    [
      'has a member in a guardrail',
      { guardrails: [{ ...ERRORS, wait: 1 }] },
      'guardrails[0] has a member "wait"',
    ],
  ])('is refused with the reason when it %s', (_, input, message) => {
    expect(problemsOf(input).join('\n')).toContain(message);
  });

  it.each([
    { ...SCORE, direction: undefined },
    { ...SCORE, direction: 'downwards' },
    { ...SCORE, metric: 'judge_score' },
    { ...ERRORS, metric: 'eror' },
  ])('is not told what follows from another mistake: %j', (guardrail) => {
    expect(problemsOf({ guardrails: [guardrail] })).toHaveLength(1);
  });

  it('is told everything that is wrong with it at once', () => {
    const guardrails = [
      { metric: 'eror', tolerance: 0.9 },
      { metric: 'outcome:x', tolerance: 1 },
    ];
    expect(problemsOf({ guardrails, alpha: 7 })).toHaveLength(4);
  });

  it('is refused when it has values that cannot be made a number or a text', () => {
    const odd = { toString: 1, valueOf: 1 };
    expect(problemsOf({ guardrails: [{ metric: odd, tolerance: odd, weight: odd }] })).toHaveLength(3);
  });

  it('is parsed or refused, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ guardrails: fc.array(fc.anything()) })), (input) => {
        const parsed = parseGuard(input);
        expect(parsed.ok || parsed.problems.length > 0).toBe(true);
      }),
    );
  });
});
