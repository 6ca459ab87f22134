import {
  ErrorCode,
  type EvaluationContext as OpenFeatureContext,
  ProviderEvents,
  ProviderStatus,
} from '@openfeature/server-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateControl } from '../../../core/evaluation/evaluate.ts';
import { AppConfigModelFlagsProvider } from '../../../lambda/openfeature/app-config-model-flags-provider.ts';
import { resolvedFlag } from '../../../lambda/openfeature/resolved-flag.ts';
import { context as anyContext, validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, aPercentage, compiled } from '../../helpers/flag-documents.ts';
import { aProvider, detailsLike, usersOf } from './builders.ts';

const TYPED = aDocument([
  aFlag({ flag: 'text', default: 'hello' }),
  aFlag({ flag: 'number', default: 4 }),
  aFlag({ flag: 'switch', default: false }),
  aFlag({ flag: 'object', default: '{"depth":{"k":4}}' }),
  aFlag({ flag: 'list', default: '[1]' }),
]);
const IN_MOTION = aDocument([aFlag({ rules: [aPercentage(50)] })]);

describe('the provider over a flag document', () => {
  it('serves texts, numbers, booleans and objects with variant and reason', async () => {
    const { client } = aProvider({ served: TYPED });
    const common = { reason: 'STATIC', flagMetadata: { origin: 'appconfig', freshness: 'fresh' } };
    expect(await client.getStringDetails('text', '')).toMatchObject({
      ...common,
      value: 'hello',
      variant: 'hello',
    });
    expect(await client.getNumberDetails('number', 0)).toMatchObject({ ...common, value: 4, variant: '4' });
    expect(await client.getBooleanDetails('switch', true)).toMatchObject({ value: false, variant: 'false' });
    expect(await client.getObjectDetails('object', {})).toMatchObject({
      ...common,
      value: { depth: { k: 4 } },
    });
  });

  it('lets a caller change the object it was given without changing the next one', async () => {
    const { client } = aProvider({ served: TYPED });
    const object = (await client.getObjectValue('object', {})) as { depth?: unknown };
    delete object.depth;
    expect(await client.getObjectValue('object', {})).toEqual({ depth: { k: 4 } });
  });

  it('serves the caller’s default for a value of another type, with metadata', async () => {
    const { client } = aProvider({ served: TYPED });
    const answers = await Promise.all([
      client.getStringDetails('number', 'mine'),
      client.getNumberDetails('text', 7),
      client.getBooleanDetails('text', true),
      ...['text', 'list', 'number'].map((flag) => client.getObjectDetails(flag, { mine: 1 })),
    ]);
    expect(answers.map(({ value }) => value)).toEqual([
      'mine',
      7,
      true,
      { mine: 1 },
      { mine: 1 },
      { mine: 1 },
    ]);
    for (const answer of answers) {
      const flagMetadata = { document_version: '1', freshness: 'fresh' };
      expect(answer).toMatchObject({ errorCode: ErrorCode.TYPE_MISMATCH, reason: 'ERROR', flagMetadata });
    }
  });

  it.each(['missing', 'constructor', '__proto__', 'toString', 'hasOwnProperty', ''])(
    'finds no flag called %j where the document has none',
    async (flag) => {
      const { client } = aProvider({ served: TYPED });
      const details = await client.getStringDetails(flag, 'mine');
      expect(details).toMatchObject({ flagKey: flag, value: 'mine', errorCode: ErrorCode.FLAG_NOT_FOUND });
      expect(details.flagMetadata).toMatchObject({ document_version: '1' });
    },
  );

  it('finds a flag named like a member of every object where the document has it', async () => {
    const { client } = aProvider({ served: aDocument([aFlag({ flag: 'constructor' })]) });
    expect(await client.getStringDetails('constructor', 'mine')).toMatchObject({
      value: 'old',
      reason: 'STATIC',
    });
  });

  it('tells the side, the place and what the control side is served', async () => {
    const { client } = aProvider({ served: IN_MOTION });
    const { candidate, control } = usersOf(IN_MOTION);
    const details = await client.getStringDetails('m', '', { targetingKey: candidate });
    expect(details).toMatchObject({ value: 'new', reason: 'SPLIT' });
    const place = { rule: 'canary', role: 'candidate', bucket: expect.any(Number), control: 'old' };
    expect(details.flagMetadata).toMatchObject(place);
    const { flagMetadata } = await client.getStringDetails('m', '', { targetingKey: control });
    expect(flagMetadata).toMatchObject({ role: 'control', bucket: expect.any(Number) });
    expect(flagMetadata).not.toHaveProperty('control');
  });

  it('serves a unit that cannot be bucketed a valid value, and says that it could not be', async () => {
    const { client } = aProvider({ served: IN_MOTION });
    const details = await client.getStringDetails('m', 'mine', {});
    expect(details).toMatchObject({ value: 'old', reason: 'DEFAULT', flagMetadata: { unbucketed: true } });
    expect(details.errorCode).toBeUndefined();
    expect(resolvedFlag(details, 'x').errorCode).toBe('TARGETING_KEY_MISSING');
  });

  it('says of any document and user what the evaluation says', async () => {
    await fc.assert(
      fc.asyncProperty(validDocument, fc.string({ minLength: 1 }), async (served, user) => {
        const { client, clock } = aProvider({ served });
        const flags = compiled(served);
        for (const flag of flags.flags.keys()) {
          const decision = evaluate(flags, flag, { user_id: user }, clock.now());
          const details = await detailsLike(client, decision.value, flag, { targetingKey: user });
          const { rule, role, bucket, reason, variant, value, errorCode } = decision;
          expect(resolvedFlag(details, 'x')).toMatchObject({
            flag,
            value,
            variant,
            reason,
            rule,
            role,
            bucket,
            errorCode,
          });
          const control =
            role === 'candidate' ? evaluateControl(flags, flag, { user_id: user }, clock.now()) : undefined;
          expect(details.flagMetadata.control).toBe(control?.value);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never rejects and never lacks a value, whatever the context holds', async () => {
    await fc.assert(
      fc.asyncProperty(validDocument, anyContext, async (served, context) => {
        const { provider } = aProvider({ served });
        for (const flag of [...compiled(served).flags.keys(), 'missing']) {
          const details = await provider.resolveStringEvaluation(flag, 'mine', context as OpenFeatureContext);
          expect(details.value).toEqual(expect.any(String));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('asks its source once for all flags that are evaluated at the same time', async () => {
    const { client, behind } = aProvider({ served: TYPED });
    const context = { targetingKey: 'ann' };
    await Promise.all([
      client.getStringValue('text', '', context),
      client.getNumberValue('number', 0, context),
      client.getBooleanValue('switch', true, context),
    ]);
    expect(behind.fetches).toEqual(['ann']);
  });

  it('refuses a safe default that does not parse when it is made', () => {
    const source = { fetch: () => Promise.reject(new Error('unused')) };
    expect(() => new AppConfigModelFlagsProvider({ source, safeDefault: '{}' })).toThrow(
      /safe default flag document/,
    );
  });
});

describe('events of the provider over a flag document', () => {
  it('is ready at once, and a first document is no change', async () => {
    const { client, events } = aProvider({ served: TYPED });
    expect(client.providerStatus).toBe(ProviderStatus.READY);
    await client.getStringValue('text', '');
    expect(events).toEqual([]);
  });

  it('is stale while the last good document is served, and ready when its source is back', async () => {
    const { client, events, behind, clock } = aProvider({ served: TYPED });
    await client.getStringValue('text', '');
    behind.isDown = true;
    for (let round = 0; round < 3; round += 1) {
      const details = await client.getStringDetails('text', '');
      expect(details).toMatchObject({
        value: 'hello',
        flagMetadata: { freshness: 'stale', problem: 'flag-source-failed' },
      });
    }
    expect(client.providerStatus).toBe(ProviderStatus.STALE);
    behind.isDown = false;
    clock.advance(1000);
    await client.getStringValue('text', '');
    expect(client.providerStatus).toBe(ProviderStatus.READY);
    expect(events).toEqual([[ProviderEvents.Stale], [ProviderEvents.Ready]]);
  });

  it('is in error while the bundled default is served, and then tells what the first document changes', async () => {
    const { client, events, behind, clock } = aProvider({
      served: aDocument([aFlag(), aFlag({ flag: 'n' })]),
    });
    behind.isDown = true;
    const details = await client.getStringDetails('m', 'mine');
    expect(details).toMatchObject({
      value: 'safe',
      flagMetadata: { origin: 'bundled', freshness: 'default' },
    });
    expect(client.providerStatus).toBe(ProviderStatus.ERROR);
    behind.isDown = false;
    clock.advance(1000);
    expect(await client.getStringValue('m', 'mine')).toBe('old');
    const changed = [ProviderEvents.ConfigurationChanged, ['m', 'n']];
    expect(events).toEqual([[ProviderEvents.Error], [ProviderEvents.Ready], changed]);
  });

  it('tells a new version once a minute, with the flags that it changes, though both are served side by side', async () => {
    const { client, events, behind } = aProvider({ served: TYPED });
    const flags = [...(TYPED.flags as object[]).slice(1), aFlag({ flag: 'text', default: 'hi' })];
    for (const [version, served] of [
      ['1', TYPED],
      ['2', aDocument(flags as never)],
      ['1', TYPED],
      ['2', aDocument(flags as never)],
    ] as const) {
      Object.assign(behind, { version, served });
      await client.getStringValue('text', '');
    }
    expect(events).toEqual([[ProviderEvents.ConfigurationChanged, ['text']]]);
  });

  it('tells of a version that comes back, as it does in a rollback', async () => {
    const { client, events, behind, clock } = aProvider({ served: TYPED });
    const flags = [...(TYPED.flags as object[]).slice(1), aFlag({ flag: 'text', default: 'hi' })];
    await client.getStringValue('text', '');
    Object.assign(behind, { version: '2', served: aDocument(flags as never) });
    await client.getStringValue('text', '');
    Object.assign(behind, { version: '1', served: TYPED });
    clock.advance(30_000);
    await client.getStringValue('text', '');
    expect(events).toHaveLength(1);
    clock.advance(30_000);
    await client.getStringValue('text', '');
    const changed = [ProviderEvents.ConfigurationChanged, ['text']];
    expect(events).toEqual([changed, changed]);
  });

  it('tells of a version that comes back also where the clock was set back', async () => {
    const now = { ms: 3_600_000, version: '1' };
    const source = {
      async fetch() {
        const document = aDocument([aFlag({ default: now.version })]);
        return { bytes: Buffer.from(JSON.stringify(document)), version: now.version };
      },
    };
    const clock = { now: () => now.ms };
    const provider = new AppConfigModelFlagsProvider({ source, clock, safeDefault: JSON.stringify(TYPED) });
    const changes: unknown[] = [];
    provider.events.addHandler(ProviderEvents.ConfigurationChanged, (change) => void changes.push(change));
    for (const [version, ms] of [
      ['1', 3_600_000],
      ['2', 3_600_000],
      ['1', 0],
    ] as const) {
      Object.assign(now, { version, ms });
      await provider.resolveStringEvaluation('m', '', {});
    }
    expect(changes).toHaveLength(2);
  });

  it('is stale and not changed when a version is broken', async () => {
    const { client, events, behind } = aProvider({ served: TYPED });
    await client.getStringValue('text', '');
    Object.assign(behind, { version: '2', served: '{"version":1' });
    const { flagMetadata } = await client.getStringDetails('text', '');
    expect(flagMetadata).toMatchObject({ document_version: '1', problem: 'document-refused' });
    expect(events).toEqual([[ProviderEvents.Stale]]);
  });
});
