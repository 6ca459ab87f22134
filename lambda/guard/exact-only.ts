import type { Guard } from '../../core/guard/guard.ts';
import type { MeanMethod } from '../../core/guard/judge.ts';
import { ENV } from '../contract.ts';
import { RolloutError } from '../rollout-error.ts';

/**
 * For handlers whose bundle has no special functions: throws `settings-invalid` at once when a guardrail compares means,
 * so that what it answers is never called.
 */
export function exactOnly({ guardrails }: Guard): MeanMethod {
  const means = guardrails.filter(({ method }) => method === 'mean').map(({ metric }) => metric);
  if (means.length > 0) throw refusal(means.join(', '));
  const never = (): never => {
    throw refusal('a guardrail');
  };
  return { process: never, interval: never };
}

function refusal(metrics: string): RolloutError {
  const message = `${ENV.guard} compares means of ${metrics}, which this function cannot; deploy the bundle whose name ends in -with-means`;
  return new RolloutError('settings-invalid', message, { fault: 'user' });
}
