import { meanMethod } from '../../core/guard/mean-method.ts';
import { specialFunctions } from '../guard/special-functions.ts';
import { liveWatch } from './live-watch.ts';
import { watchSettings } from './settings.ts';

/** The scheduled watch, for guardrails of any method. */
export const handler = liveWatch(watchSettings(process.env), meanMethod(specialFunctions));
