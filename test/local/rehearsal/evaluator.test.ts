import { describe, expect, it } from 'vitest';
import { createEvaluator } from '../../../local/rehearsal/evaluator.ts';
import type { InvocationResult } from '../../../local/rehearsal/execution-environment.ts';
import { EVALUATION } from '../../lambda/evaluation/builders.ts';

const STAGE = { service: 'assistant', stage: 'prod' };
const evaluate = createEvaluator(STAGE);

function anInvocation(
  more: Partial<InvocationResult> = {},
  role?: string,
  request_id = 'request',
): InvocationResult {
  const decisions = [
    { flag: 'response_format' },
    { flag: 'inference_model', value: 'opus', ...(role && { role, bucket: 5 }) },
  ];
  const common = { status: 200, errorCode: undefined, endedAtMs: 1000.4 };
  return { ...common, record: JSON.stringify({ request_id, decisions }), score: 10, ...more };
}

// BEHAVIOUR R21
describe('the evaluator', () => {
  it('reports a score as an outcome between none and one, a minute after the answer', () => {
    const judgement = evaluate(anInvocation({}, 'candidate'));
    expect(judgement?.atMs).toBe(61_000);
    expect(JSON.parse(judgement?.record ?? '')).toMatchObject({
      ...{ Role: 'candidate', OutcomeName: 'judge_score', Outcome: 1 },
      _aws: { Timestamp: 61_000 },
    });
    const worst = evaluate(anInvocation({ score: 1 }, 'control'));
    expect(JSON.parse(worst?.record ?? '')).toMatchObject({ Role: 'control', Outcome: 0 });
  });

  it('judges what the stage’s evaluation draws, within its budget', () => {
    const sample = new Map([['inference_model', { candidate: 50, control: 100 }]]);
    const judged = (budgetPerHour: number, role: string) => {
      const sampled = createEvaluator(STAGE, { ...EVALUATION, sample, budgetPerHour });
      const ids = Array.from({ length: 1000 }, (_, n) => `request-${n}`);
      return ids.filter((id) => sampled(anInvocation({ endedAtMs: 3_500_000 }, role, id))).length;
    };
    // Four standard errors of a half of 1000.
    expect(Math.abs(judged(1e6, 'candidate') - 500)).toBeLessThan(64);
    expect([judged(1e6, 'control'), judged(60, 'control')]).toEqual([1000, 60]);
  });

  it('tells arms apart where the stage does', () => {
    const { record } =
      createEvaluator({ ...STAGE, comparisons: 'requests' })(anInvocation({}, 'control')) ?? {};
    expect(JSON.parse(record ?? '')).toMatchObject({
      Flag: 'inference_model',
      Value: 'opus',
      Role: 'control',
    });
  });

  it('has nothing to say of an answer nobody judged, or to a user in no comparison', () => {
    expect(evaluate(anInvocation({ score: undefined }, 'candidate'))).toBeUndefined();
    expect(evaluate(anInvocation())).toBeUndefined();
  });
});
