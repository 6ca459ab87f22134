import type { Client } from '@openfeature/server-sdk';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentFlagSource } from '../../../lambda/flags/agent-flag-source.ts';
import { AppConfigDataSource } from '../../../lambda/flags/app-config-data-source.ts';
import type { FlagSource } from '../../../lambda/flags/flag-source.ts';
import { AppConfigModelFlagsProvider } from '../../../lambda/openfeature/app-config-model-flags-provider.ts';
import { failOver } from '../../../lambda/openfeature/fail-over.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { DataApi, failing, healthy } from '../../helpers/data-api.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { AgentStandIn, document, status } from '../flags/agent-stand-in.ts';
import { clientOf } from './open-feature-client.ts';

const ROLLOUT = JSON.stringify(aDocument([aFlag({ rules: [aPercentage(40)] })]));
const SAFE = JSON.stringify(aDocument([aFlag({ default: 'safe' })]));
const PLACE = { application: 'shop', environment: 'prod', profile: 'flags' };

interface Up {
  readonly primary: boolean;
  readonly secondary: boolean;
}

/** A provider over the rollout from a source that is there or not. */
function provider(origin: keyof Up, up: () => Up, clock: VirtualClock): AppConfigModelFlagsProvider {
  const bytes = new TextEncoder().encode(ROLLOUT);
  const source: FlagSource = {
    async fetch() {
      if (!up()[origin]) throw new Error('down');
      return { bytes, version: '7' };
    },
  };
  return new AppConfigModelFlagsProvider({ source, safeDefault: SAFE, origin, clock });
}

/** What some users are served: value, side and place. */
function served(client: Client, users: readonly string[]): Promise<readonly unknown[]> {
  const asked = users.map(async (targetingKey) => {
    const { value, flagMetadata } = await client.getStringDetails('m', 'caller', { targetingKey });
    return [value, flagMetadata.role, flagMetadata.bucket];
  });
  return Promise.all(asked);
}

describe('a unit', () => {
  const either = fc.constantFrom<Up>(
    { primary: true, secondary: false },
    { primary: false, secondary: true },
  );
  const outages = fc.array(fc.record({ primary: fc.boolean(), secondary: fc.boolean() }), { maxLength: 8 });
  const users = fc.array(fc.string({ maxLength: 6 }), { minLength: 1, maxLength: 4 });
  const stepMs = fc.integer({ min: 0, max: 1500 });

  it('keeps value, role and bucket through any outages, when both documents agree and one was there at first', async () => {
    const property = fc.asyncProperty(either, outages, users, stepMs, async (first, later, units, step) => {
      let up = first;
      const clock = new VirtualClock(0);
      const [primary, secondary] = (['primary', 'secondary'] as const).map((which) =>
        provider(which, () => up, clock),
      );
      const client = await clientOf(failOver({ primary: primary!, secondary: secondary! }));
      const before = await served(client, units);
      for (up of later) {
        clock.advance(step);
        expect(await served(client, units)).toEqual(before);
      }
    });
    await fc.assert(property, { numRuns: 100 });
  });
});

describe('an agent and the data API behind each other', () => {
  let agent: AgentStandIn;
  let api: DataApi;
  beforeEach(async () => {
    agent = await AgentStandIn.start();
    api = await DataApi.start();
    agent.behave = document(ROLLOUT, '7');
    api.deploy(ROLLOUT, '7');
  });
  afterEach(() => Promise.all([agent.close(), api.close()]));

  function both() {
    const { clock, timer } = api;
    const common = { safeDefault: SAFE, clock };
    const agentSource = new AgentFlagSource({ ...PLACE, port: agent.port });
    const dataSource = new AppConfigDataSource({ client: api.reader(), ...PLACE, clock, timer });
    return clientOf(
      failOver({
        primary: new AppConfigModelFlagsProvider({ ...common, source: agentSource, origin: 'agent' }),
        secondary: new AppConfigModelFlagsProvider({ ...common, source: dataSource, origin: 'data-api' }),
      }),
    );
  }

  async function one(client: Client): Promise<object> {
    const { value, flagMetadata } = await client.getStringDetails('m', 'caller', { targetingKey: 'u-1' });
    return { value, ...flagMetadata };
  }

  it('serve the same, whichever is down', async () => {
    const client = await both();
    const { origin: _, ...before } = (await one(client)) as { origin: string };
    agent.behave = status(500);
    expect(await one(client)).toEqual({ ...before, origin: 'data-api' });
    api.clock.advance(1000);
    agent.behave = document(ROLLOUT, '7');
    api.behave = failing;
    expect(await one(client)).toEqual({ ...before, origin: 'agent' });
  });

  it('serve the last good value, marked as stale, when both are down, and recover with either', async () => {
    const client = await both();
    const before = await one(client);
    agent.behave = status(500);
    api.behave = failing;
    expect(await one(client)).toEqual({ ...before, freshness: 'stale', problem: 'flag-source-status' });
    api.behave = healthy;
    await api.pass(2000);
    expect(await one(client)).toEqual({ ...before, origin: 'data-api' });
  });
});
