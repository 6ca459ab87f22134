import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLAGS } from '../../lambda/contract.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { ACCOUNT } from '../../local/account.ts';
import '../lib/helpers/scratch.ts';
import { aRequest, usersOf } from '../lambda/inference/builders.ts';
import { ObservedStage } from './observed-stage.ts';
import { notAllowed, notCalled } from './permission.ts';
import { VARIANTS } from './variants.ts';

const SONNET = 'claude-sonnet-4-6';

/** A stage's document with the model flag changed: a canary at some per cent, and each model for who asks for it. */
function canary(stage: ObservedStage, config: StageConfig, percentage: number): string {
  const document = stage.flags as { readonly flags: readonly { readonly flag: string }[] };
  const asked = Object.keys(config.models).map((value) => ({
    name: value,
    condition: { user_segment: value },
    value,
  }));
  const rule = { name: 'canary', condition: { rollout_percentage: percentage }, value: SONNET };
  const flags = document.flags.map((flag) =>
    flag.flag === FLAGS.model ? { ...flag, killed: [], rules: [...asked, rule] } : flag,
  );
  return JSON.stringify({ ...document, flags });
}

/** A rollout that monitors and the guard see while it grows. */
async function growingRollout(stage: ObservedStage, config: StageConfig): Promise<void> {
  await stage.deploy(canary(stage, config, 10), 'StrategyId');
  await stage.pass(1);
  await stage.stop();
}

/** Rollouts that complete and are watched: one is left alone and then reverted, one is killed past its monitors. */
async function watchedRollouts(stage: ObservedStage, config: StageConfig): Promise<void> {
  expect(await stage.watch()).toMatchObject({ action: 'none' });
  await stage.deploy(canary(stage, config, 50));
  expect(await stage.watch()).toMatchObject({ action: 'none' });
  stage.alarms('ALARM');
  expect(await stage.watch()).toMatchObject({ action: 'reverted' });
  stage.alarms('OK');
  for (const percentage of [10, 50]) await stage.deploy(canary(stage, config, percentage));
  stage.alarms('ALARM');
  expect(await stage.watch()).toMatchObject({ action: 'killed' });
  stage.alarms('OK');
}

/** What LaunchDarkly serves is watched: it is left alone and then killed past the monitors. */
async function watchedExposures(stage: ObservedStage, { service, stage: name }: StageConfig): Promise<void> {
  expect(await stage.watch()).toMatchObject({ action: 'none' });
  stage.exposed(SONNET, service, name);
  expect(await stage.watch()).toMatchObject({ action: 'none' });
  stage.alarms('ALARM');
  expect(await stage.watch()).toMatchObject({ action: 'killed' });
  stage.alarms('OK');
}

/** Requests for every model, and one whose candidate fails. */
async function requests(stage: ObservedStage, config: StageConfig): Promise<void> {
  const document = canary(stage, config, 50);
  await stage.deploy(document);
  for (const value of Object.keys(config.models)) {
    const { user, ...rest } = aRequest() as { readonly user: object };
    const request = { ...rest, user: { ...user, user_segment: value } };
    expect(await stage.infer(request)).toMatchObject({ statusCode: value === SONNET ? 429 : 200 });
  }
  const fallback = await stage.infer(aRequest(usersOf(document).candidate));
  expect(fallback).toMatchObject({ statusCode: 200, fallback: true });
}

/** Answers whose outcomes are reported and judged, an event that is given up, a report, and a new key. */
async function measured(stage: ObservedStage, config: StageConfig): Promise<void> {
  const document = canary(stage, config, 50);
  await stage.deploy(document);
  let judged = 0;
  for (let n = 0; judged === 0 && n < 40; n += 1) {
    const answer = (await stage.infer(aRequest(`user-${n}`))) as { readonly exposure_token?: string };
    if (n === 0) await stage.report(answer.exposure_token ?? '', 'task_completed');
    judged += await stage.judge();
  }
  expect(judged).toBeGreaterThan(0);
  stage.lose();
  await stage.compare();
  await stage.rotate();
}

/** Allowed for when things go wrong, which they do not here: a claim is given back that could not be counted. */
const FOR_FAILURES = /^dynamodb:DeleteItem on OutcomesCountedTable/;

function watched(stage: ObservedStage, config: StageConfig): Promise<void> {
  return config.provider === 'launchdarkly'
    ? watchedExposures(stage, config)
    : watchedRollouts(stage, config);
}

/** The engines are in one Region. */
const VARIANTS_HERE = Object.entries(VARIANTS).filter(([, { region }]) => region === ACCOUNT.region);

describe.each(VARIANTS_HERE)('every role of %s, and every service that calls a function,', (_, config) => {
  let stage: ObservedStage;

  beforeAll(async () => {
    stage = await ObservedStage.open(config, { [SONNET]: { throttleRate: 1 } });
    await growingRollout(stage, config);
    if ('guard' in config) await watched(stage, config);
    await requests(stage, config);
    if ('outcomes' in config) await measured(stage, config);
  });

  afterAll(() => stage.close());

  it('may do what is done in its name', () => {
    for (const name of stage.calls.roles) {
      expect(notAllowed(stage.calls.of(name), stage.grants.get(name) ?? []), name).toEqual([]);
    }
  });

  it('may do nothing else', () => {
    for (const [name, grants] of stage.grants) {
      const idle = notCalled(stage.calls.of(name), grants);
      expect(
        idle.filter((grant) => !FOR_FAILURES.test(grant)),
        name,
      ).toEqual([]);
    }
  });
});
