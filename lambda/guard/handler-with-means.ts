import { meanMethod } from '../../core/guard/mean-method.ts';
import { liveTickHandler } from './live-tick-handler.ts';
import { specialFunctions } from './special-functions.ts';

/** The guard's tick function, for guardrails of any method. AppConfig gives it 3 seconds, cold start included. */
export const handler = liveTickHandler(process.env, () => meanMethod(specialFunctions));
