import { OpenFeature } from '@openfeature/server-sdk';
import { systemClock } from '../clock.ts';
import { EventFlusher } from '../launchdarkly/event-flusher.ts';
import { LaunchDarklyModelFlagsProvider } from '../launchdarkly/launchdarkly-model-flags-provider.ts';
import { launchDarklySettings } from '../launchdarkly/launchdarkly-settings.ts';
import { liveLaunchDarkly } from '../launchdarkly/live-launchdarkly.ts';
import { AppConfigModelFlagsProvider } from '../openfeature/app-config-model-flags-provider.ts';
import { OPENFEATURE_DOMAIN } from '../openfeature/domain.ts';
import { failOver } from '../openfeature/fail-over.ts';
import { KillSwitch } from '../openfeature/kill-switch.ts';
import type { InferenceHandler } from './create-inference-handler.ts';
import { liveDocuments } from './live-documents.ts';
import { liveInferenceHandler } from './live-inference-handler.ts';

/** What is left of the two seconds that Lambda gives a function and its extensions to end. */
const LAST_FLUSH_MS = 500;

const documents = liveDocuments(process.env);
const { flags, safeDefault } = documents;

const connecting = launchDarklySettings(process.env);
const { primary, secondary, waitMs } = connecting;
const launchDarkly = liveLaunchDarkly(connecting);
const providers = {
  appconfig: new AppConfigModelFlagsProvider({ flags }),
  launchdarkly: new LaunchDarklyModelFlagsProvider({ ...launchDarkly, safeDefault, waitMs }),
};
const provider =
  secondary === undefined
    ? providers[primary]
    : failOver({ primary: providers[primary], secondary: providers[secondary] });
// Who is not ready in time says so in every answer until it is.
await OpenFeature.setProviderAndWait(
  OPENFEATURE_DOMAIN,
  new KillSwitch({ provider, flags, clock: systemClock }),
).catch(() => {});

const answer = liveInferenceHandler(process.env, documents);
const events = new EventFlusher(launchDarkly.client, systemClock);
process.once('SIGTERM', async () => {
  await events.finish(LAST_FLUSH_MS);
  process.exit(0);
});

/**
 * The inference function of a stage whose flags LaunchDarkly decides, or stands behind. Its environment variables are
 * those of `ENV` and `AGENT_ENV`. Waits for LaunchDarkly once, while it starts.
 */
export const handler: InferenceHandler = async (event) => {
  const reply = await answer(event);
  // After the answer has been handed over, which does not wait for it.
  setImmediate(() => events.begin());
  return reply;
};
