import { describe, expect, it } from 'vitest';
import type { StatusData } from '../../../cli/observation/status-report.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { aGuardedStage, serve, type Traffic } from '../guarded-stage.ts';
import { APPLICATION, CliStage, ERRORS, MINUTE } from '../stage.ts';

const ramp = (percentage: number) => aDocument([aFlag({ rules: [aPercentage(percentage)] })]);
const errors = (candidate: number, control: number): Traffic => ({
  candidate: { requests: 100, errors: candidate },
  control: { requests: 100, errors: control },
});
const STATUS = ['status', '--env', 'prod'];

/** A stage whose rollout to half of the users is complete, after so many minutes of traffic. */
async function rolledOut(minutes: number, traffic: Traffic): Promise<CliStage> {
  const stage = await aGuardedStage();
  await stage.deploy(ramp(50));
  await serve(stage, minutes, traffic);
  await stage.pass(MINUTE);
  return stage;
}

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('status', () => {
  it('is a table where it fits', async () => {
    const stage = await aGuardedStage();
    await stage.deploy(ramp(50), stage.linear);
    await serve(stage, 8, errors(3, 2));
    const { exitCode, out, err } = await stage.run(STATUS, { columns: 100 });
    expect([exitCode, err]).toEqual([0, '']);
    expect(widest(out)).toBeLessThanOrEqual(100);
    expect(out).toMatch(/^shop-prod\/prod, 2026-11-23 12:08 UTC\n\nserved +version 1\n/);
    expect(out).toMatch(/\nin motion +m: new for 50 % of those it is tried out on\n/);
    expect(out).toMatch(/\ndeployment +2, version 2, deploying, 25 % of users, 22 min left\n/);
    expect(out).toMatch(/\nguard +continue, evidence [\d.]+ of 20 after 8 min; candidate 700 requests/);
    expect(out).toMatch(/\nguardrail +candidate +control +ratio +limit +worse +fine\n/);
    expect(out).toMatch(/\nerrors +3 % of 700 +2 % of 700 +1\.5 \([\d.]+ to [\d.]+\) +1\.1 /);
    expect(out).toMatch(/\nalarms +1 of 1 OK\n/);
  });

  it('sets thousands apart', async () => {
    const stage = await aGuardedStage();
    await stage.deploy(ramp(50), stage.linear);
    const arm = { requests: 1000, errors: 20 };
    await serve(stage, 8, { candidate: arm, control: arm });
    const { out } = await stage.run(STATUS, { columns: 100 });
    expect(out).toContain('; candidate 7,000 requests, control 7,000\n');
    expect(out).toMatch(/\nerrors +2 % of 7,000 +2 % of 7,000 /);
  });

  it('fits forty columns', async () => {
    const stage = await aGuardedStage();
    await stage.deploy(ramp(50), stage.linear);
    await serve(stage, 8, errors(3, 2));
    const { out } = await stage.run(STATUS, { columns: 40 });
    expect(widest(out)).toBeLessThanOrEqual(40);
    expect(out).toMatch(/\nerrors\n {2}candidate {2}3 % of 700\n {2}control {4}2 % of 700\n/);
  });

  it('prints the observation as data, names and next commands with it', async () => {
    const stage = await aGuardedStage();
    const { data, exitCode } = await stage.json<StatusData>(STATUS);
    expect(exitCode).toBe(0);
    expect(data).toMatchObject({
      ...{ application: APPLICATION, environment: 'prod', nowMs: stage.clock.now() },
      served: { version: '1' },
      deployment: { number: 1, state: 'COMPLETE', percentage: 100 },
      alarms: [{ name: ERRORS, state: 'OK', isHeeded: true }],
      guard: { verdict: 'nothing-in-motion' },
      troubles: [],
    });
    expect(data.next).toEqual([expect.stringMatching(/^model-rollout start --env prod --app shop-prod/)]);
  });

  it('says that alarms are alone where the stage has no guard', async () => {
    const stage = await CliStage.open();
    const { out } = await stage.run(STATUS);
    expect(out).toMatch(/\nguard +none in this stage: its alarms alone take a rollout back\n/);
    expect((await stage.json<StatusData>(STATUS)).data).not.toHaveProperty('guard');
  });

  it('names alarms that are not fine, and those that nobody heeds', async () => {
    const stage = await CliStage.open();
    stage.alarm('ALARM');
    expect((await stage.run(STATUS)).out).toContain(`0 of 1 OK\n            ${ERRORS}: ALARM\n`);
    stage.cloudWatch.disableAlarmActions({ AlarmNames: [ERRORS] });
    const { out } = await stage.run(STATUS, { columns: 120 });
    expect(out).toContain(`${ERRORS}: ALARM, actions disabled, not heeded\n`);
  });

  it('says who took a deployment back, and why', async () => {
    const stage = await CliStage.open();
    await stage.deploy(ramp(5), stage.linear);
    stage.alarm('ALARM');
    await stage.pass(2 * MINUTE);
    const { out } = await stage.run(STATUS, { columns: 200 });
    expect(out).toMatch(
      /was taken back by an alarm: Rollback initiated by CloudWatch alarm arn:.*error-rate\n/,
    );
    expect(out).toContain('model-rollout history --env prod --app shop-prod\n');
  });

  it('leaves out all steps of growth but the last', async () => {
    const stage = await CliStage.open();
    await stage.deploy(ramp(5), stage.linear);
    await stage.pass(12 * MINUTE);
    const { out } = await stage.run(STATUS);
    expect(out.match(/Configuration available to/g)).toHaveLength(1);
    expect(out).toContain('Configuration available to 50.00%');
  });
});

describe('the next command', () => {
  const nextOf = async (stage: CliStage): Promise<readonly string[]> =>
    (await stage.json<StatusData>(STATUS)).data.next.map((command) => command.split(' ')[1] ?? '');

  it('is to watch or to stop what is in progress', async () => {
    const stage = await CliStage.open();
    await stage.deploy(ramp(5), stage.linear);
    expect(await nextOf(stage)).toEqual(['watch', 'stop']);
  });

  it('is to take back what the guard finds worse, for as long as AppConfig reverts', async () => {
    const stage = await rolledOut(10, errors(50, 1));
    expect(await nextOf(stage)).toEqual(['revert', 'kill']);
    stage.clock.advance(73 * 60 * MINUTE);
    expect(await nextOf(stage)).toEqual(['kill']);
  });

  it('is to promote what every guardrail finds fine', async () => {
    expect(await nextOf(await rolledOut(40, errors(20, 40)))).toEqual(['promote', 'start']);
  });

  it('is open while the guard has not decided', async () => {
    expect(await nextOf(await rolledOut(5, errors(3, 3)))).toEqual(['start', 'promote', 'revert']);
  });

  it('can be run as it stands where names have blanks in them', async () => {
    const stage = await CliStage.open();
    const { applicationId: ApplicationId, environmentId: EnvironmentId } = stage;
    stage.appConfig.updateEnvironment({ ApplicationId, EnvironmentId, Name: "bob's prod" });
    const { data } = await stage.json<StatusData>(['status', '--env', "bob's prod"]);
    expect(data.next[0]).toContain("--env 'bob'\\''s prod' --app shop-prod");
  });
});

describe('a stage that cannot be looked at', () => {
  it('is named with what there is when its name is wrong', async () => {
    const { exitCode, err } = await (await CliStage.open()).run(['status', '--env', 'live']);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/^no environment is called live.*there is shop-prod\/prod;/);
  });

  it.each([
    [403, 'AccessDeniedException', /^AWS denied access .*nothing was changed/],
    [429, 'TooManyRequestsException', /^AWS throttled the request/],
  ])('ends with one line at status %i', async (status, name, line) => {
    const stage = await CliStage.open();
    stage.intercept = ({ path }) =>
      path.endsWith('/deployments')
        ? { status, headers: { 'x-amzn-errortype': name }, body: '{"message":"no"}' }
        : undefined;
    const { exitCode, err, out } = await stage.run(STATUS);
    expect([exitCode, out]).toEqual([4, '']);
    expect(err).toMatch(line);
    expect(err.trimEnd()).not.toContain('\n');
  });
});
