import type { Client, EvaluationContext } from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import type { FlagName } from '../evaluate/flags.ts';
import type { System } from '../evaluate/system.ts';

/** Asking a client of OpenFeature for the details of a flag, of which the value is kept. */
export function asking(client: Client): System<EvaluationContext> {
  return {
    contextOf: (user) => ({ targetingKey: user.user_id, ...user }),
    evaluate: async (flag, context): Promise<FlagValue> => (await details(client, flag, context)).value,
    isAsync: true,
  };
}

function details(client: Client, flag: FlagName, context: EvaluationContext) {
  return flag === 'retrieval_top_k'
    ? client.getNumberDetails(flag, 4, context)
    : client.getStringDetails(flag, '', context);
}
