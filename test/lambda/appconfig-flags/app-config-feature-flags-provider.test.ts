import { ProviderEvents } from '@openfeature/server-sdk';
import { describe, expect, it } from 'vitest';
import { entityId } from '../../../lambda/flags/entity-id.ts';
import { aProviderScene } from './scene.ts';

const TIERED = [
  { name: 'gold', rule: '(eq $plan "gold")', value: 'large' },
  { name: 'off', rule: '(eq $plan "none")', enabled: false },
  { name: 'default', value: 'small' },
];
const USER = { targetingKey: 'user-1' };

describe('a value', () => {
  it('is an attribute for texts and numbers, the switch for booleans, and all attributes for objects', async () => {
    const { client } = await aProviderScene({ flags: { model: 'small', depth: 4 } });
    expect(await client.getStringValue('model', '', USER)).toBe('small');
    expect(await client.getNumberValue('depth', 0, USER)).toBe(4);
    expect(await client.getBooleanValue('model', false, USER)).toBe(true);
    expect(await client.getObjectValue('model', {}, USER)).toEqual({ value: 'small' });
  });

  it('is the attribute that is named for the flag', async () => {
    const { client } = await aProviderScene({
      flags: { model: 'small' },
      provider: { valueAttributes: { model: 'name' } },
    });
    expect(await client.getStringDetails('model', 'mine', USER)).toMatchObject({
      ...{
        value: 'mine',
        errorCode: 'TYPE_MISMATCH',
        flagMetadata: { freshness: 'fresh', document_version: '1' },
      },
    });
  });

  it('comes with its variant, version, origin and freshness', async () => {
    const { ask } = await aProviderScene({ flags: { model: TIERED } });
    expect(await ask('user-1', { plan: 'gold' })).toMatchObject({
      ...{ value: 'large', variant: 'gold', reason: 'UNKNOWN', documentVersion: '1', freshness: 'fresh' },
      ...{ origin: 'appconfig-feature-flags', problem: undefined, errorCode: undefined, role: undefined },
    });
  });

  it('of a flag without variants is static', async () => {
    const { ask } = await aProviderScene({ flags: { model: 'small' } });
    expect(await ask()).toMatchObject({ value: 'small', variant: undefined, reason: 'STATIC' });
  });

  it('of a disabled flag is the caller’s default, without an error', async () => {
    const { client, ask } = await aProviderScene({ flags: { model: TIERED } });
    const disabled = {
      value: 'mine',
      variant: 'off',
      reason: 'DISABLED',
      errorCode: undefined,
      freshness: 'fresh',
    };
    expect(await ask('user-1', { plan: 'none' })).toMatchObject(disabled);
    const boolean = await client.getBooleanDetails('model', true, { ...USER, plan: 'none' });
    expect(boolean).toMatchObject({ value: false, variant: 'off' });
  });

  it('of another type is the caller’s default, with the metadata', async () => {
    const { client } = await aProviderScene({ flags: { model: 'small' } });
    expect(await client.getNumberDetails('model', 7, USER)).toMatchObject({
      ...{ value: 7, reason: 'ERROR', errorCode: 'TYPE_MISMATCH', flagMetadata: { document_version: '1' } },
    });
  });
});

describe('a flag that is not there', () => {
  it.each([400, 404] as const)(
    'is not found, though its source is fresh, when the agent answers %s',
    async (status) => {
      const { client, requests } = await aProviderScene({
        ...{ flags: { model: 'small' }, agent: { flagBehaviour: { unknownFlagStatus: status } } },
      });
      for (const flag of ['constructor', 'other', 'other']) {
        const details = await client.getStringDetails(flag, 'mine', USER);
        expect(details).toMatchObject({
          value: 'mine',
          errorCode: 'FLAG_NOT_FOUND',
          flagMetadata: { freshness: 'fresh' },
        });
      }
      expect(requests).toHaveLength(4);
      expect(await client.getStringValue('model', '', USER)).toBe('small');
    },
  );

  it('is something else than a profile that is not there', async () => {
    const { ask } = await aProviderScene();
    expect(await ask()).toMatchObject({
      value: 'mine',
      errorCode: 'GENERAL',
      freshness: 'default',
      problem: 'flag-source-status',
    });
  });

  it('is found as soon as it is deployed', async () => {
    const { ask, scene } = await aProviderScene({ flags: { other: 'x' } });
    expect((await ask()).errorCode).toBe('FLAG_NOT_FOUND');
    await scene.deploy({ model: 'small' });
    scene.clock.advance(1000);
    expect((await ask()).value).toBe('small');
  });
});

describe('what the agent is told', () => {
  it('is the user by a hash, and the context as it is', async () => {
    const { ask, requests } = await aProviderScene({ flags: { model: 'small' } });
    await ask('ann@example.com', { plan: 'gold', seats: 12, staff: false });
    expect(requests[0]?.headers['entity-id']).toBe(entityId('ann@example.com'));
    expect(requests[0]?.headers.context).toBe('plan=gold, seats=12, staff=false, user_id=ann@example.com');
    expect(requests[0]?.query.toString()).toBe('flag=model');
  });

  it('is no entity where there is no targeting key', async () => {
    const { client, requests } = await aProviderScene({ flags: { model: 'small' } });
    await client.getStringValue('model', '', { plan: 'gold' });
    expect(requests[0]?.headers).not.toHaveProperty('entity-id');
  });

  it('leaves out what no header can say, and the answer says how much', async () => {
    const { client } = await aProviderScene({ flags: { model: TIERED } });
    const details = await client.getStringDetails('model', '', {
      ...USER,
      plan: 'gold,none',
      note: 'a\r\nX-Other: 1',
    });
    expect(details).toMatchObject({ variant: 'default', flagMetadata: { unsent_attributes: 2 } });
  });

  it('may be any text, and rules see it', async () => {
    const { ask } = await aProviderScene({
      flags: { model: [{ name: 'there', rule: '(eq $city "Łódź")', value: 'x' }, {}] },
    });
    expect((await ask('user-1', { city: 'Łódź' })).variant).toBe('there');
  });
});

describe('a user whom the agent refuses', () => {
  it('is no reason to leave the agent alone: everybody else is answered', async () => {
    const { ask } = await aProviderScene({ flags: { model: TIERED } });
    const refused = await ask('ann', { note: 'long'.repeat(10_000) });
    expect(refused).toMatchObject({ value: 'mine', problem: 'flag-source-status', errorCode: 'GENERAL' });
    expect(await ask('bob', { plan: 'gold' })).toMatchObject({ value: 'large', freshness: 'fresh' });
  });
});

describe('an agent that fails', () => {
  it('leaves each user the last good answer, and the caller’s default to whoever had none', async () => {
    const { ask, scene, state } = await aProviderScene({ flags: { model: TIERED } });
    await ask('ann', { plan: 'gold' });
    state.fault = 'error';
    scene.clock.advance(1000);
    const stale = { value: 'large', variant: 'gold', freshness: 'stale', problem: 'flag-source-status' };
    expect(await ask('ann', { plan: 'gold' })).toMatchObject({
      ...stale,
      documentVersion: '1',
      errorCode: undefined,
    });
    expect(await ask('bob', { plan: 'gold' })).toMatchObject({
      value: 'mine',
      freshness: 'default',
      errorCode: 'GENERAL',
    });
    expect((await ask('ann', { plan: 'silver' })).freshness).toBe('default');
  });

  it('leaves everybody the last good answer of a flag without variants', async () => {
    const { ask, state } = await aProviderScene({ flags: { model: 'small' } });
    await ask('ann');
    state.fault = 'half-body';
    expect(await ask('bob')).toMatchObject({
      value: 'small',
      freshness: 'stale',
      problem: 'flag-source-cut',
    });
  });

  it('is asked once a second, so that one that hangs costs one time-out', async () => {
    const { ask, requests, scene, state } = await aProviderScene({
      ...{ flags: { model: 'small' }, provider: { timeoutMs: 100 } },
    });
    state.fault = 'hang';
    for (let user = 0; user < 5; user += 1)
      expect((await ask(`user-${user}`)).problem).toBe('flag-source-timeout');
    expect(requests).toHaveLength(1);
    state.fault = undefined;
    scene.clock.advance(999);
    expect((await ask()).freshness).toBe('default');
    expect(requests).toHaveLength(1);
  });

  it('tells listeners: stale, ready again, and a version that is new', async () => {
    const { client, ask, scene, state } = await aProviderScene({ flags: { model: 'small' } });
    const told: string[] = [];
    for (const event of [ProviderEvents.Stale, ProviderEvents.Ready, ProviderEvents.ConfigurationChanged]) {
      client.addHandler(event, () => told.push(event));
    }
    told.length = 0;
    await ask();
    state.fault = 'garbage';
    await ask();
    state.fault = undefined;
    await scene.deploy({ model: 'large' });
    await ask();
    expect(told).toEqual([ProviderEvents.Stale, ProviderEvents.Ready, ProviderEvents.ConfigurationChanged]);
  });
});
