import { describe, expect, it } from 'vitest';
import { openStage } from '../../../cli/appconfig/open-stage.ts';
import { Observer } from '../../../cli/observation/observer.ts';
import type { HttpResponse } from '../../../local/http/loopback-server.ts';
import { aDocument, aFlag, aPercentage, aSplit } from '../../helpers/flag-documents.ts';
import { aGuardedStage, GUARD, parametersOf, serve } from '../guarded-stage.ts';
import { CliStage, ERRORS, MINUTE } from '../stage.ts';

const HOUR = 60 * MINUTE;
const ramp = (percentage: number) => aDocument([aFlag({ rules: [aPercentage(percentage)] })]);
const GOOD = { candidate: { requests: 50, errors: 1 }, control: { requests: 50, errors: 1 } };
const BAD = { candidate: { requests: 50, errors: 25 }, control: { requests: 50, errors: 1 } };
const DENIED: HttpResponse = {
  status: 400,
  headers: { 'x-amzn-query-error': 'AccessDenied;Sender' },
  body: '{"__type":"AccessDeniedException","message":"no"}',
};

async function observerOf(stage: CliStage, env = 'prod'): Promise<Observer> {
  return new Observer(await openStage({ env }, stage.io()), stage.clock);
}

describe('what is served', () => {
  it('is the version before while a deployment has not come to its end, and whatever became of it', async () => {
    const stage = await CliStage.open();
    const observer = await observerOf(stage);
    await stage.deploy(ramp(5), stage.linear);
    await stage.pass(7 * MINUTE);
    expect(await observer.observe()).toMatchObject({
      served: { version: '1', sinceMs: expect.any(Number) },
      deployment: { number: 2, version: '2', state: 'DEPLOYING', percentage: 25 },
      motion: { flag: 'm', candidates: ['new'], share: 0.05 },
    });
    stage.alarm('ALARM');
    await stage.pass(MINUTE);
    const observation = await observer.observe();
    expect(observation).toMatchObject({
      served: { version: '1' },
      deployment: { state: 'ROLLED_BACK', percentage: 0 },
    });
    expect(observation).not.toHaveProperty('motion');
    expect(observation.deployment).not.toHaveProperty('endsAtMs');
  });

  it('is the new version once it is complete, and the one before again once it is reverted', async () => {
    const stage = await CliStage.open();
    const observer = await observerOf(stage);
    await stage.deploy(ramp(5));
    expect(await observer.observe()).toMatchObject({ served: { version: '2' }, motion: { share: 0.05 } });
    await stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber: 2, AllowRevert: true });
    const observation = await observer.observe();
    expect(observation).toMatchObject({ served: { version: '1' }, deployment: { state: 'REVERTED' } });
    expect(observation.served).not.toHaveProperty('sinceMs');
    expect(observation).not.toHaveProperty('motion');
  });

  it('is nothing before the first deployment, and not what other profiles serve', async () => {
    const stage = await CliStage.open();
    const { applicationId: ApplicationId } = stage;
    stage.appConfig.createEnvironment({ ApplicationId, Name: 'new' });
    const observer = await observerOf(stage, 'new');
    expect(await observer.observe()).toEqual({ nowMs: stage.clock.now(), alarms: [], troubles: [] });
  });

  it('may try out several values with one share, or unequal ones with none', async () => {
    const split = { ...aSplit(['old', 'new', 'newer']), name: 'compare' };
    const stage = await CliStage.open({ first: aDocument([aFlag({ rules: [split] })]) });
    const { motion } = await (await observerOf(stage)).observe();
    expect(motion).toEqual({ flag: 'm', candidates: ['new', 'newer'], share: expect.closeTo(2 / 3, 9) });
    await stage.deploy(
      aDocument([aFlag({ rules: [aPercentage(5, { plan: 'a' }), { ...aPercentage(9), name: 'rest' }] })]),
    );
    expect((await (await observerOf(stage)).observe()).motion).toEqual({ flag: 'm', candidates: ['new'] });
  });
});

describe('the deployment', () => {
  it('has its log oldest first, its strategy, and the time when it will be over', async () => {
    const stage = await CliStage.open();
    await stage.deploy(ramp(5), stage.linear);
    await stage.pass(21 * MINUTE);
    const { deployment } = await (await observerOf(stage)).observe();
    expect(deployment).toMatchObject({ state: 'BAKING', percentage: 100, strategyName: 'shop-prod-linear' });
    expect((deployment?.endsAtMs ?? 0) - (deployment?.startedAtMs ?? 0)).toBe(30 * MINUTE);
    expect(deployment?.eventLog.map(({ type }) => type)).toEqual([
      'DEPLOYMENT_STARTED',
      ...['PERCENTAGE_UPDATED', 'PERCENTAGE_UPDATED', 'PERCENTAGE_UPDATED', 'PERCENTAGE_UPDATED'],
      'BAKE_TIME_STARTED',
    ]);
  });

  it('is an older one when that is asked for', async () => {
    const stage = await CliStage.open();
    await stage.deploy(ramp(5));
    await stage.deploy(ramp(10), stage.linear);
    const { deployment, served } = await (await observerOf(stage)).observe(2);
    expect(deployment).toMatchObject({ number: 2, state: 'COMPLETE' });
    expect(served).toMatchObject({ version: '2' });
  });
});

describe('the alarms', () => {
  it('are the monitors, with those that AppConfig does not heed and those that are gone', async () => {
    const stage = await CliStage.open();
    const observer = await observerOf(stage);
    expect((await observer.observe()).alarms).toEqual([{ name: ERRORS, state: 'OK', isHeeded: true }]);
    stage.cloudWatch.disableAlarmActions({ AlarmNames: [ERRORS] });
    expect((await observer.observe()).alarms).toMatchObject([{ isHeeded: false }]);
    stage.cloudWatch.deleteAlarms({ AlarmNames: [ERRORS] });
    expect((await observer.observe()).alarms).toMatchObject([{ name: ERRORS, state: 'MISSING' }]);
  });

  it('that cannot be read are a trouble, and the rest is seen', async () => {
    const stage = await CliStage.open();
    stage.intercept = ({ headers }) =>
      headers['x-amz-target']?.endsWith('.DescribeAlarms') ? DENIED : undefined;
    const observation = await (await observerOf(stage)).observe();
    expect(observation).toMatchObject({ served: { version: '1' }, alarms: [] });
    expect(observation.troubles).toEqual([
      expect.stringMatching(/^the alarms could not be read, AccessDenied/),
    ]);
  });
});

describe('the guard', () => {
  it('says what the tick would say, with an interval that holds the ratio', async () => {
    const stage = await aGuardedStage();
    await stage.deploy(ramp(50), stage.linear);
    await serve(stage, 10, BAD);
    await stage.pass(MINUTE);
    const { guard } = await (await observerOf(stage)).observe();
    expect(guard).toMatchObject({ verdict: 'roll_back', threshold: 20, exposures: { candidate: 500 } });
    if (guard === undefined || !('guardrails' in guard)) throw new Error('the guard did not judge');
    expect(guard.reason).toMatch(/^errors: candidate 250 of 500 \(50 %\), control 10 of 500/);
    expect(guard.evidence).toBeGreaterThan(20);
    const [{ ratio, interval, candidate } = guard.guardrails[0]!] = guard.guardrails;
    expect(candidate).toEqual({ sum: 250, exposures: 500, mean: 0.5 });
    expect(interval.low).toBeGreaterThan(1.1);
    expect(interval.low).toBeLessThan(ratio ?? 0);
    expect(interval.high ?? Number.POSITIVE_INFINITY).toBeGreaterThan(ratio ?? 0);
  });

  it('compares means as well, and has no upper end where nothing limits the ratio', async () => {
    const guard = { guardrails: [...GUARD.guardrails, { metric: 'latency_ms', tolerance: 1.2 }] };
    const stage = await aGuardedStage({}, parametersOf(guard));
    await stage.deploy(ramp(50), stage.linear);
    await serve(stage, 3, GOOD);
    const { guard: seen } = await (await observerOf(stage)).observe();
    expect(seen).toMatchObject({
      verdict: 'continue',
      guardrails: [{ metric: 'errors' }, { metric: 'latency_ms', interval: { low: 0, high: null } }],
    });
  });

  it('has nothing to judge where nothing is in motion', async () => {
    const { guard } = await (await observerOf(await aGuardedStage())).observe();
    expect(guard).toEqual({ alpha: 0.05, threshold: 20, verdict: 'nothing-in-motion' });
  });

  it('is blind where CloudWatch does not answer, and the rest is seen', async () => {
    const stage = await aGuardedStage();
    await stage.deploy(ramp(50), stage.linear);
    await serve(stage, 5, GOOD);
    stage.intercept = ({ headers }) =>
      headers['x-amz-target']?.endsWith('.GetMetricData') ? { status: 0, connection: 'reset' } : undefined;
    const { guard, deployment } = await (await observerOf(stage)).observe();
    expect(guard).toMatchObject({
      verdict: 'blind',
      reason: expect.stringMatching(/^unreachable: GetMetric/),
    });
    expect(deployment).toMatchObject({ state: 'DEPLOYING' });
  });
});

describe('exposures of candidates', () => {
  it('are counted from the first whole minute on, and the last one is left out', async () => {
    const stage = await aGuardedStage();
    await serve(stage, 3, GOOD);
    const sinceMs = stage.clock.now();
    await serve(stage, 4, GOOD);
    const observer = await observerOf(stage);
    expect(await observer.candidateExposuresSince(sinceMs)).toBe(3 * 50);
    expect(await observer.candidateExposuresSince(stage.clock.now())).toBe(0);
  });

  it('are counted without a guard under the name that has measured them', async () => {
    const stage = await CliStage.open();
    const observer = await observerOf(stage);
    expect(await observer.candidateExposuresSince(0)).toBeUndefined();
    await serve(stage, 3, GOOD, { service: 'billing', stage: 'prod' });
    await serve(stage, 3, GOOD, { service: 'billing', stage: 'staging' });
    expect(await observer.candidateExposuresSince(stage.clock.now() - HOUR)).toBe(150);
  });

  it('of several services are those of the one that the application is named after', async () => {
    const stage = await CliStage.open();
    await serve(stage, 3, GOOD, { service: 'billing', stage: 'prod' });
    await serve(stage, 2, GOOD, { service: 'shop', stage: 'prod' });
    expect(await (await observerOf(stage)).candidateExposuresSince(0)).toBe(50);
  });

  it('that CloudWatch gives in part only are no count', async () => {
    const stage = await aGuardedStage();
    await serve(stage, 3, GOOD);
    stage.intercept = ({ headers }) =>
      headers['x-amz-target']?.endsWith('.GetMetricData')
        ? { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' }
        : undefined;
    const count = (await observerOf(stage)).candidateExposuresSince(stage.clock.now() - HOUR);
    await expect(count).rejects.toMatchObject({ code: 'unreachable' });
  });
});
