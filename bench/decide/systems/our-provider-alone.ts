import type { EvaluationContext } from '@openfeature/server-sdk';
import { runSystem } from '../../evaluate/run-system.ts';
import { ourProvider } from '../our-provider.ts';

const provider = ourProvider();

/** What the client asks of the provider, without the client. */
await runSystem<EvaluationContext>({
  contextOf: (user) => ({ targetingKey: user.user_id, ...user }),
  evaluate: async (flag, context) =>
    flag === 'retrieval_top_k'
      ? (await provider.resolveNumberEvaluation(flag, 4, context)).value
      : (await provider.resolveStringEvaluation(flag, '', context)).value,
  isAsync: true,
});
