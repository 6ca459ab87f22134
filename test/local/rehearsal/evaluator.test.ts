import { describe, expect, it } from 'vitest';
import { createEvaluator } from '../../../local/rehearsal/evaluator.ts';
import type { InvocationResult } from '../../../local/rehearsal/execution-environment.ts';

const evaluate = createEvaluator({ service: 'assistant', stage: 'prod' });

function anInvocation(more: Partial<InvocationResult> = {}, role?: string): InvocationResult {
  const decisions = [
    { flag: 'response_format' },
    { flag: 'inference_model', ...(role && { role, bucket: 5 }) },
  ];
  const common = { status: 200, errorCode: undefined, endedAtMs: 1000.4 };
  return { ...common, record: JSON.stringify({ decisions }), score: 10, ...more };
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

  it('has nothing to say of an answer nobody judged, or to a user in no comparison', () => {
    expect(evaluate(anInvocation({ score: undefined }, 'candidate'))).toBeUndefined();
    expect(evaluate(anInvocation())).toBeUndefined();
  });
});
