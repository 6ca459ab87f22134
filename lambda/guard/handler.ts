import { exactOnly } from './exact-only.ts';
import { liveTickHandler } from './live-tick-handler.ts';

/** The guard's tick function, for guardrails with exact evidence. AppConfig gives it 3 seconds, cold start included. */
export const handler = liveTickHandler(process.env, exactOnly);
