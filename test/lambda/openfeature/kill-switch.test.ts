import { OpenFeature, type Provider, type ResolutionDetails } from '@openfeature/server-sdk';
import { describe, expect, it } from 'vitest';
import type { FlagValue } from '../../../core/document/flag-document.ts';
import { createFlagStore } from '../../../lambda/flags/flag-store.ts';
import { KillSwitch } from '../../../lambda/openfeature/kill-switch.ts';
import { aDocument, aFlag } from '../../helpers/flag-documents.ts';

const CLOCK = { now: () => 0 };
const USER = { targetingKey: 'u-1' };
const CANDIDATE: ResolutionDetails<FlagValue> = {
  value: 'new',
  variant: '1',
  reason: 'SPLIT',
  flagMetadata: { role: 'candidate', control: 'old', bucket: 7, rule: 'canary', origin: 'elsewhere' },
};

/** Answers every question of any type with the same details. */
function deciding(details: ResolutionDetails<FlagValue>): Provider {
  const resolve = async () => details as never;
  return {
    metadata: { name: 'elsewhere' },
    resolveBooleanEvaluation: resolve,
    resolveStringEvaluation: resolve,
    resolveNumberEvaluation: resolve,
    resolveObjectEvaluation: resolve,
  };
}

function storeOf(...flags: readonly ReturnType<typeof aFlag>[]) {
  const document = JSON.stringify(aDocument(flags));
  const fetch = async () => ({ bytes: Buffer.from(document), version: '1' });
  return createFlagStore({ source: { fetch }, origin: 'test', safeDefault: document, clock: CLOCK });
}

/** Details of flag `m` through an OpenFeature client, of the type that the decision has. */
async function served(details: ResolutionDetails<FlagValue>, flag: ReturnType<typeof aFlag>) {
  const provider = new KillSwitch({ provider: deciding(details), flags: storeOf(flag), clock: CLOCK });
  await OpenFeature.setProviderAndWait('kill-switch', provider);
  const client = OpenFeature.getClient('kill-switch');
  if (typeof details.value === 'number') return client.getNumberDetails('m', 0, USER);
  if (typeof details.value === 'boolean') return client.getBooleanDetails('m', false, USER);
  return client.getStringDetails('m', 'none', USER);
}

describe('a value that the flag document kills', () => {
  it('is replaced by what the control gets, in no comparison any more', async () => {
    const { value, variant, reason, flagMetadata } = await served(CANDIDATE, aFlag({ killed: ['new'] }));
    expect({ value, variant, reason }).toEqual({ value: 'old', variant: 'old', reason: 'DISABLED' });
    expect(flagMetadata).toEqual({ origin: 'elsewhere' });
  });

  it('is replaced by what the document serves where there is no control', async () => {
    const targeted = { value: 'new', reason: 'TARGETING_MATCH', flagMetadata: {} };
    expect(await served(targeted, aFlag({ killed: ['new'] }))).toMatchObject({ value: 'old' });
  });

  it('is not replaced by a control that is killed as well', async () => {
    const flag = aFlag({ default: 'safe', killed: ['new', 'old'] });
    expect(await served(CANDIDATE, flag)).toMatchObject({ value: 'safe' });
  });

  it.each([
    [8, 4],
    [true, false],
  ])('is replaced whatever its type, as %j by %j', async (value, instead) => {
    const flag = aFlag({ default: instead, killed: [value] });
    expect(await served({ value, flagMetadata: {} }, flag)).toMatchObject({ value: instead });
  });
});

describe('a control that the flag document kills', () => {
  it('is not what a candidate falls back to: that is what the document serves', async () => {
    const flag = aFlag({ default: 'safe', killed: ['old'] });
    const { value, flagMetadata } = await served(CANDIDATE, flag);
    expect(value).toBe('new');
    expect(flagMetadata).toEqual({ ...CANDIDATE.flagMetadata, control: 'safe' });
  });
});

describe('any other decision', () => {
  it.each([
    ['of a value that lives', aFlag({ killed: ['other'] })],
    ['of a flag that the document lacks', aFlag({ flag: 'n', killed: ['new'] })],
  ])('%s stays as it is', async (_, flag) => {
    const { value, variant, reason, flagMetadata } = await served(CANDIDATE, flag);
    expect({ value, variant, reason, flagMetadata }).toEqual(CANDIDATE);
  });

  it('that is an error stays one, so that whoever stands behind is asked', async () => {
    const failed = { value: 'new', reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY' } as const;
    const details = await served(failed as ResolutionDetails<FlagValue>, aFlag({ killed: ['new'] }));
    expect(details.errorCode).toBe('PROVIDER_NOT_READY');
  });
});

describe('a provider under a kill switch', () => {
  it('is ready when it was before: at once without a start of its own', () => {
    const provider = deciding(CANDIDATE);
    expect(new KillSwitch({ provider, flags: storeOf(aFlag()), clock: CLOCK }).initialize).toBeUndefined();
  });

  it('is started, told of events and closed through it', async () => {
    const told: string[] = [];
    const provider: Provider = {
      ...deciding(CANDIDATE),
      initialize: async (_context, domain) => void told.push(`initialize ${domain}`),
      onClose: async () => void told.push('close'),
      track: (name) => void told.push(name),
    };
    const guarded = new KillSwitch({ provider, flags: storeOf(aFlag()), clock: CLOCK });
    await guarded.initialize?.(USER, 'search');
    guarded.track('task_completed', USER, { value: 1 });
    await guarded.onClose();
    expect(told).toEqual(['initialize search', 'task_completed', 'close']);
  });
});
