import { init, type LDClient } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';

type Json = Readonly<Record<string, unknown>>;

/** LaunchDarkly's own SDK over flags and segments as its server sends them; it sends nothing, and says nothing. */
export async function launchDarklyOracle(
  flags: readonly Json[],
  segments: readonly Json[] = [],
): Promise<LDClient> {
  const data = new TestData();
  for (const segment of segments) await data.usePreconfiguredSegment(segment);
  for (const flag of flags) await data.usePreconfiguredFlag(flag);
  const silent = (): void => {};
  const client = init('sdk-of-nobody', {
    updateProcessor: data.getFactory(),
    sendEvents: false,
    logger: { error: silent, warn: silent, info: silent, debug: silent },
  });
  await client.waitForInitialization({ timeout: 5 });
  return client;
}
