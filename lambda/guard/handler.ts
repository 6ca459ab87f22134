import { exactOnly } from './exact-only.ts';
import { liveTickHandler } from './live-tick-handler.ts';
import { tickSettings } from './settings.ts';

const settings = tickSettings(process.env);

/** The guard's tick function, for guardrails with exact evidence. AppConfig gives it 3 seconds, cold start included. */
export const handler = liveTickHandler(settings, exactOnly(settings.guard));
