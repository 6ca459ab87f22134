import { describe, expect, it } from 'vitest';
import type { Independence } from '../../../core/guard/guard.ts';
import { ModelFailure } from '../../../lambda/inference/model-invoker.ts';
import { ARM_DIMENSION_SETS } from '../../../lambda/metric-names.ts';
import { aBench, aRequest, flagDocument, inMotion, says, usersOf } from './builders.ts';

const FLAGS = flagDocument({ model: inMotion('haiku', 'sonnet') });
const USERS = usersOf(FLAGS);

interface Directive {
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

/** The record of a request in a stage that compares arms, and the metrics of its directive on one set. */
async function recordOf(userId: string, comparisons: Independence | undefined, respond = () => says('Hi.')) {
  const { handler, model, record } = aBench({ flags: FLAGS, settings: { comparisons } });
  model.respond = respond;
  await handler(aRequest(userId));
  const directives: Directive[] = record()._aws.CloudWatchMetrics;
  const of = (set: readonly string[]) =>
    directives
      .filter(({ Dimensions }) => JSON.stringify(Dimensions) === JSON.stringify([set]))
      .flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
  return { record: record(), of };
}

describe('the record of a request in a stage that compares arms', () => {
  it.each([
    ['candidate', 'sonnet'],
    ['control', 'haiku'],
  ] as const)('tells what a %s is served', async (role, value) => {
    const { record, of } = await recordOf(USERS[role], 'requests');
    expect(record).toMatchObject({ Flag: 'inference_model', Role: role, Value: value });
    expect(of(ARM_DIMENSION_SETS.arm)).toContain('Requests');
  });

  it('holds the squares of whatever is more than nothing or one', async () => {
    const { record, of } = await recordOf(USERS.control, 'requests');
    const squared = of(ARM_DIMENSION_SETS.arm).filter((name) => name.endsWith('Squared'));
    expect(squared.toSorted()).toEqual(['CostUsdSquared', 'LatencyMsSquared', 'OutputTokensSquared']);
    expect(record).toMatchObject({ LatencyMs: 800, LatencyMsSquared: 640_000, OutputTokensSquared: 400 });
  });

  it('costs what the tokens cost, an answer that could be used twice over', async () => {
    // 100 tokens at 1 dollar and 20 at 5 dollars a million.
    const { record } = await recordOf(USERS.control, 'requests');
    expect(record.CostUsd).toBeCloseTo(0.0002, 12);
    expect(record.AnsweredCostUsd).toBe(record.CostUsd);
    expect(record.CostUsdSquared).toBeCloseTo(4e-8, 16);
  });

  it('tells no cost of an answer that could not be used apart from what it cost', async () => {
    const { record } = await recordOf(USERS.control, 'requests', () => says(' '));
    expect(record).toMatchObject({ Errors: 1, MalformedResponses: 1 });
    expect(record.CostUsd).toBeGreaterThan(0);
    expect(record).not.toHaveProperty('AnsweredCostUsd');
  });

  it('tells no cost where the model gave no answer', async () => {
    const { record } = await recordOf(USERS.control, 'requests', () => {
      throw new ModelFailure('error', new Error('down'));
    });
    expect(record).not.toHaveProperty('CostUsd');
  });

  it('tells groups of users apart only where users are counted', async () => {
    const users = await recordOf(USERS.candidate, 'users');
    expect(users.of(ARM_DIMENSION_SETS.group)).toContain('Requests');
    expect(users.of(ARM_DIMENSION_SETS.group)).not.toContain('LatencyMsSquared');
    expect((await recordOf(USERS.candidate, 'requests')).of(ARM_DIMENSION_SETS.group)).toEqual([]);
  });

  it('counts a candidate once where LaunchDarkly has its values told as well', async () => {
    const settings = { comparisons: 'requests', namesCandidates: true } as const;
    const { handler, record } = aBench({ flags: FLAGS, settings });
    await handler(aRequest(USERS.candidate));
    const directives: Directive[] = record()._aws.CloudWatchMetrics;
    const counted = directives.filter(
      ({ Dimensions, Metrics }) =>
        JSON.stringify(Dimensions) === JSON.stringify([ARM_DIMENSION_SETS.arm]) &&
        Metrics.some(({ Name }) => Name === 'Requests'),
    );
    expect(counted).toHaveLength(1);
  });

  it('is as it was where nothing is compared', async () => {
    const { record } = await recordOf(USERS.candidate, undefined);
    for (const name of ['Value', 'CostUsd', 'LatencyMsSquared']) expect(record).not.toHaveProperty(name);
  });
});

describe('the record of a request of a user in no comparison', () => {
  it('tells no arm', async () => {
    const { handler, record } = aBench({ settings: { comparisons: 'users' } });
    await handler(aRequest());
    expect(record()).not.toHaveProperty('Value');
    expect(record()._aws.CloudWatchMetrics).toHaveLength(1);
  });
});
