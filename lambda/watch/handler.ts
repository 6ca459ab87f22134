import { exactOnly } from '../guard/exact-only.ts';
import { liveWatch } from './live-watch.ts';
import { watchSettings } from './settings.ts';

const settings = watchSettings(process.env);

/** The scheduled watch, for guardrails with exact evidence. */
export const handler = liveWatch(settings, exactOnly(settings.guard));
