import { describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../../local/rehearsal/execution-environment.ts';
import { Ledger } from '../../../local/rehearsal/ledger.ts';

function invocation(status: number | undefined, errorCode?: string, record: object = {}): InvocationResult {
  return { status, errorCode, record: JSON.stringify(record), endedAtMs: 0, score: undefined };
}

describe('the ledger', () => {
  it('blames flags for every failure that is not the model’s', () => {
    const ledger = new Ledger();
    ledger.count(invocation(502, 'model-error'));
    ledger.count(invocation(429, 'model-throttle'));
    ledger.count(invocation(502, 'model-not-honoured'));
    ledger.count(invocation(500, 'internal-error'));
    ledger.count(invocation(400, 'bad-request'));
    ledger.count({ ...invocation(undefined), record: '' });
    expect(ledger.requests).toMatchObject({ total: 6, answered: 0, failed: 6, flagFailures: 4 });
  });

  it('counts roles and fallbacks as the metrics record says, anew for each rollout', () => {
    const ledger = new Ledger();
    ledger.count(invocation(200, undefined, { Role: 'candidate', Errors: 1, Fallbacks: 1 }));
    ledger.count(invocation(200, undefined, { Role: 'control', Errors: 0, Fallbacks: 0 }));
    ledger.count(invocation(200));
    expect(ledger.role('candidate')).toMatchObject({ requests: 1, errors: 1, fallbacks: 1 });
    ledger.startRollout();
    expect(ledger.role('candidate')).toMatchObject({ requests: 0, errors: 0, fallbacks: 0 });
    expect(ledger.requests).toMatchObject({ total: 3, answered: 3, fallbacks: 1 });
  });

  it('has the mean score of judged answers by role', () => {
    const ledger = new Ledger();
    for (const score of [4, 9]) ledger.count({ ...invocation(200, undefined, { Role: 'candidate' }), score });
    ledger.count(invocation(200, undefined, { Role: 'candidate' }));
    expect(ledger.role('candidate')).toMatchObject({ requests: 3 });
    expect(ledger.meanScore('candidate')).toBe(6.5);
    expect(ledger.meanScore('control')).toBeUndefined();
  });
});
