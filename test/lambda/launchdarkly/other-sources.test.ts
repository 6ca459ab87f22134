import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { init, type LDClient, type LDOptions } from '@launchdarkly/node-server-sdk';
import { FileDataSourceFactory, TestData } from '@launchdarkly/node-server-sdk/integrations';
import type { Provider } from '@openfeature/server-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LaunchDarklyClient } from '../../../lambda/launchdarkly/launchdarkly-client.ts';
import { LaunchDarklyLog } from '../../../lambda/launchdarkly/launchdarkly-log.ts';
import { LaunchDarklyModelFlagsProvider } from '../../../lambda/launchdarkly/launchdarkly-model-flags-provider.ts';
import { aDirectory } from '../../lib/helpers/scratch.ts';
import { anExperiment, eventually } from '../../local/launchdarkly/builders.ts';
import { clientOf } from '../openfeature/open-feature-client.ts';
import { HAIKU, SAFE_DEFAULT, SONNET } from './builders.ts';

const MODEL = 'inference_model';
const USER = { targetingKey: 'u1' };

/** The real SDK over a source of LaunchDarkly's own; nothing leaves the process. */
function overSource(updateProcessor: NonNullable<LDOptions['updateProcessor']>): Provider {
  const log = new LaunchDarklyLog({ write: () => {} });
  const client: LDClient = init('sdk-none-at-all', { updateProcessor, sendEvents: false, logger: log });
  onTestFinished(() => client.close());
  // The real client has the form that the provider asks for: this is where the compiler looks.
  const port: LaunchDarklyClient = client;
  return new LaunchDarklyModelFlagsProvider({ client: port, connection: log, safeDefault: SAFE_DEFAULT });
}

describe('the provider over TestData', () => {
  it('serves what the test says, and changes with it', async () => {
    const data = new TestData();
    const flag = data.flag(MODEL).variations(HAIKU, SONNET);
    await data.update(flag.variationForAll(0));
    const flags = await clientOf(overSource(data.getFactory()));
    expect(await flags.getStringValue(MODEL, 'none', USER)).toBe(HAIKU);
    await data.update(flag.variationForUser('u1', 1));
    const details = await flags.getStringDetails(MODEL, 'none', USER);
    expect(details).toMatchObject({ value: SONNET, reason: 'TARGETING_MATCH' });
    expect(details.flagMetadata).toMatchObject({ freshness: 'fresh', origin: 'launchdarkly' });
  });

  it('tells which side of an experiment a user is on', async () => {
    const data = new TestData();
    data.usePreconfiguredFlag({ ...anExperiment(MODEL, [SONNET, SONNET]), version: 1 });
    const flags = await clientOf(overSource(data.getFactory()));
    const { flagMetadata } = await flags.getStringDetails(MODEL, 'none', USER);
    expect(flagMetadata).toMatchObject({ role: 'candidate', control: HAIKU });
  });
});

describe('the provider over files', () => {
  it('serves what the file says, and changes with it', async () => {
    const path = join(aDirectory(), 'flags.json');
    const write = (model: string) => writeFileSync(path, JSON.stringify({ flagValues: { [MODEL]: model } }));
    write(HAIKU);
    const files = new FileDataSourceFactory({ paths: [path], autoUpdate: true });
    const flags = await clientOf(overSource(files.getFactory()));
    expect(await flags.getStringValue(MODEL, 'none', USER)).toBe(HAIKU);
    write(SONNET);
    await eventually(async () => expect(await flags.getStringValue(MODEL, 'none', USER)).toBe(SONNET));
  });
});
