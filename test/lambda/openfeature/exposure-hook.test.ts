import { setImmediate } from 'node:timers/promises';
import type { Client } from '@openfeature/server-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseGuard } from '../../../core/guard/parse-guard.ts';
import {
  ARM_DIMENSION_SETS,
  DIMENSION_SETS,
  GUARD_DIMENSION_SETS,
  METRIC_NAMESPACE,
} from '../../../lambda/metric-names.ts';
import { ExposureHook } from '../../../lambda/openfeature/exposure-hook.ts';
import { exposureRecords } from '../../../lambda/openfeature/exposure-records.ts';
import type { ResolvedFlag } from '../../../lambda/openfeature/resolved-flag.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { anEngine } from '../../local/cloudwatch/builders.ts';
import { aProvider, usersOf } from './builders.ts';

const FLAGS = aDocument([
  aFlag({ rules: [aPercentage(50)] }),
  aFlag({ flag: 'settings', default: '{"depth":4}' }),
]);
const USERS = usersOf(FLAGS);
const PLACE = { service: 'assistant', stage: 'prod' };

/** A client whose evaluations are observed, and what is seen of them. */
function anObserved(): { readonly client: Client; readonly seen: ResolvedFlag[] } {
  const seen: ResolvedFlag[] = [];
  const { client } = aProvider({ served: FLAGS });
  client.addHooks(new ExposureHook((exposure) => seen.push(exposure)));
  return { client, seen };
}

describe('the exposure hook', () => {
  it('tells what was served and why, once an evaluation', async () => {
    const { client, seen } = anObserved();
    const value = await client.getStringValue('m', '', { targetingKey: USERS.candidate });
    expect(seen).toMatchObject([
      { flag: 'm', value, role: 'candidate', rule: 'canary', control: 'old', freshness: 'fresh' },
    ]);
  });

  it('tells an evaluation that failed, with the metadata of its document', async () => {
    const { client, seen } = anObserved();
    await client.getNumberValue('m', 7, { targetingKey: USERS.candidate });
    await client.getStringValue('missing', 'mine');
    expect(seen).toMatchObject([
      {
        flag: 'm',
        value: 7,
        reason: 'ERROR',
        errorCode: 'TYPE_MISMATCH',
        role: 'candidate',
        documentVersion: '1',
      },
      { flag: 'missing', value: 'mine', errorCode: 'FLAG_NOT_FOUND', role: undefined, documentVersion: '1' },
    ]);
  });

  it('tells an object as its text', async () => {
    const { client, seen } = anObserved();
    await client.getObjectValue('settings', {});
    expect(seen).toMatchObject([{ value: '{"depth":4}' }]);
  });

  it('does not fail an evaluation, nor print, when its listener throws', async () => {
    const { client } = aProvider({ served: FLAGS });
    client.addHooks(new ExposureHook(() => expect.fail('a fault of the listener')));
    expect(await client.getStringValue('m', 'mine', { targetingKey: USERS.control })).toBe('old');
  });

  it('ends no process, and holds up no evaluation, where its listener fails later', async () => {
    const { client } = aProvider({ served: FLAGS });
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => unheard.push(reason);
    process.once('unhandledRejection', hear);
    onTestFinished(() => void process.removeListener('unhandledRejection', hear));
    client.addHooks(new ExposureHook(() => Promise.reject(new Error('a fault of the listener'))));
    expect(await client.getStringValue('m', 'mine', { targetingKey: USERS.control })).toBe('old');
    // Node tells of rejections that nobody handles once it has nothing else to do.
    await setImmediate();
    expect(unheard).toEqual([]);
  });
});

describe('records of exposures', () => {
  function recordsOf(guarded = false) {
    const lines: string[] = [];
    const { client, clock } = aProvider({ served: FLAGS });
    const guard = parseGuard({ guardrails: [{ metric: 'errors', tolerance: 1.1 }], independence: 'users' });
    if (!guard.ok) throw new Error(guard.problems.join());
    const options = {
      ...PLACE,
      clock,
      emit: (line: string) => lines.push(line),
      ...(guarded && { guard: guard.value }),
    };
    client.addHooks(new ExposureHook(exposureRecords(options)));
    return { client, clock, lines };
  }

  it('count one request of the side that the unit is on, under the sets that compare sides', async () => {
    const { client, clock, lines } = recordsOf();
    await client.getStringValue('m', '', { targetingKey: USERS.control });
    expect(lines).toHaveLength(1);
    const record = JSON.parse(lines[0] ?? '');
    expect(record).toMatchObject({
      Requests: 1,
      Role: 'control',
      Flag: 'm',
      Service: 'assistant',
      Environment: 'prod',
    });
    expect(record._aws).toMatchObject({
      Timestamp: clock.now(),
      CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE }],
    });
    expect(record._aws.CloudWatchMetrics[0].Dimensions).toEqual([
      DIMENSION_SETS.comparison,
      DIMENSION_SETS.role,
    ]);
  });

  it('count either side by its value as well where the guard has to learn values from the metrics', async () => {
    const lines: string[] = [];
    const { client } = aProvider({ served: FLAGS });
    const options = { ...PLACE, emit: (line: string) => lines.push(line), namesCandidates: true };
    client.addHooks(new ExposureHook(exposureRecords(options)));
    for (const targetingKey of [USERS.candidate, USERS.control]) {
      await client.getStringValue('m', '', { targetingKey });
    }
    await client.getNumberValue('m', 7, { targetingKey: USERS.candidate });
    const [candidate, control, failed] = lines.map((line) => JSON.parse(line));
    const sets = candidate._aws.CloudWatchMetrics.flatMap(
      ({ Dimensions }: { Dimensions: string[][] }) => Dimensions,
    );
    expect(candidate).toMatchObject({ Value: 'new', Requests: 1 });
    expect(sets).toContainEqual(ARM_DIMENSION_SETS.arm);
    expect([control.Value, failed.Value]).toEqual(['old', undefined]);
  });

  it('count either side by its value where arms are compared, and nobody who got a default', async () => {
    const lines: string[] = [];
    const { client } = aProvider({ served: FLAGS });
    const options = { ...PLACE, emit: (line: string) => lines.push(line), comparisons: 'requests' } as const;
    client.addHooks(new ExposureHook(exposureRecords(options)));
    for (const targetingKey of [USERS.candidate, USERS.control]) {
      await client.getStringValue('m', '', { targetingKey });
    }
    await client.getNumberValue('m', 7, { targetingKey: USERS.candidate });
    const records = lines.map((line) => JSON.parse(line));
    expect(records.map(({ Value }) => Value)).toEqual(['new', 'old', undefined]);
    const [{ CloudWatchMetrics }] = records.map(({ _aws }) => _aws);
    expect(CloudWatchMetrics.flatMap((one: { Dimensions: string[][] }) => one.Dimensions)).toContainEqual(
      ARM_DIMENSION_SETS.arm,
    );
  });

  it('count nobody who is in no comparison', async () => {
    const { client, lines } = recordsOf();
    await client.getObjectValue('settings', {}, { targetingKey: USERS.candidate });
    await client.getStringValue('m', '', {});
    await client.getStringValue('missing', '', { targetingKey: USERS.candidate });
    expect(lines).toEqual([]);
  });

  it('count the unit’s group where the guard counts users, in metrics that CloudWatch takes', async () => {
    const { client, lines } = recordsOf(true);
    await client.getStringValue('m', '', { targetingKey: USERS.candidate });
    const { cloudWatch } = anEngine();
    cloudWatch.ingestLog(lines[0] ?? '');
    const { Metrics = [] } = cloudWatch.listMetrics({ Namespace: METRIC_NAMESPACE });
    const sets = Metrics.map(({ Dimensions = [] }) => Dimensions.map(({ Name }) => Name).toSorted());
    expect(sets).toContainEqual(GUARD_DIMENSION_SETS.unitGroup.toSorted());
    expect(sets).toContainEqual(DIMENSION_SETS.role.toSorted());
  });

  it('hold nothing of the user', async () => {
    const { client, lines } = recordsOf(true);
    await client.getStringValue('m', '', { targetingKey: USERS.candidate, email: 'canary@example.com' });
    expect(lines.join()).not.toContain(USERS.candidate);
    expect(lines.join()).not.toContain('canary@');
  });
});
