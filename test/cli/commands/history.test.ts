import { describe, expect, it } from 'vitest';
import type { HistoryData } from '../../../cli/observation/history-report.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { APPLICATION, CliStage, MINUTE } from '../stage.ts';

const ramp = (percentage: number) => aDocument([aFlag({ rules: [aPercentage(percentage)] })]);
const HISTORY = ['history', '--env', 'prod'];
const HOUR = 60 * MINUTE;

/** Stores and deploys a version at once, with what a command writes about both. */
async function deployAs(stage: CliStage, document: unknown, Description: string): Promise<void> {
  const { VersionNumber } = await stage.appConfig.createHostedConfigurationVersion({
    ...stage.profile,
    Content: Buffer.from(JSON.stringify(document)),
    ContentType: 'application/json',
    VersionLabel: `label-${Description.length}`,
    Description,
  });
  await stage.appConfig.startDeployment({
    ...stage.environment,
    ConfigurationProfileId: stage.profileId,
    ConfigurationVersion: String(VersionNumber),
    DeploymentStrategyId: stage.atOnce,
    Description,
  });
}

async function deploymentsOf(stage: CliStage, ...more: readonly string[]) {
  const { data } = await stage.json<HistoryData>([...HISTORY, ...more]);
  return data.deployments;
}

const revert = (stage: CliStage, DeploymentNumber: number) =>
  stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber, AllowRevert: true });

/** Started by ann and complete, then rolled back by an alarm, then by hand from outside. */
async function eventful(): Promise<CliStage> {
  const stage = await CliStage.open();
  await stage.pass(HOUR);
  await deployAs(stage, ramp(5), 'model-rollout start by ann: m: new for 5 %');
  await stage.pass(HOUR);
  await stage.deploy(ramp(50), stage.linear);
  await stage.pass(7 * MINUTE);
  stage.alarm('ALARM');
  await stage.pass(HOUR);
  stage.alarm('OK');
  await deployAs(stage, aDocument([aFlag({ default: 'other' })]), 'from the console');
  return stage;
}

describe('history', () => {
  it('tells the newest first: by whom, what changed, how it ended and why', async () => {
    const { exitCode, out, err } = await (await eventful()).run(HISTORY, { columns: 100 });
    expect([exitCode, err]).toEqual([0, '']);
    const [head, ...deployments] = out.trimEnd().split('\n\n');
    expect(head).toBe('shop-prod/prod, newest first, times in UTC');
    expect(deployments.map((text) => text.split('\n').map((line) => line.trim()))).toEqual([
      [
        '4  2026-11-23 15:07  version 4 (label-16)',
        'from the console',
        'against version 2:',
        ...['m: default old → other', 'm: rule canary removed: new for 5 %'],
        'complete at once',
      ],
      [
        '3  2026-11-23 14:00  version 3',
        'against version 2:',
        'm: rule canary: 5 % → 50 %',
        expect.stringMatching(/^rolled back after 8 min by an alarm: Rollback initiated by CloudWatch alarm/),
        expect.stringMatching(/^arn:/),
      ],
      [
        '2  2026-11-23 13:00  version 2 (label-42)',
        'start by ann: m: new for 5 %',
        'against version 1:',
        'm: rule canary added: new for 5 %',
        'complete at once',
      ],
      ['1  2026-11-23 12:00  version 1', 'the first version', 'complete at once'],
    ]);
  });

  it('fits forty columns', async () => {
    const { out } = await (await eventful()).run(HISTORY, { columns: 40 });
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
  });

  it('is the same as data', async () => {
    const stage = await eventful();
    const { data } = await stage.json<HistoryData>(HISTORY);
    expect(data).toMatchObject({ application: APPLICATION, environment: 'prod', older: 0, undeployed: [] });
    expect(data.deployments).toMatchObject([
      { number: 4, description: 'from the console', before: '2', state: 'COMPLETE' },
      { number: 3, state: 'ROLLED_BACK', takenBack: { by: 'alarm', reason: expect.any(String) } },
      { number: 2, label: 'label-42', author: { verb: 'start', by: 'ann', summary: 'm: new for 5 %' } },
      { number: 1, isDeleted: false },
    ]);
    expect(data.deployments[3]).not.toHaveProperty('before');
    expect(data.deployments[0]).not.toHaveProperty('author');
  });

  it('tells of no more than it is asked for, and how many there are', async () => {
    const stage = await eventful();
    const { out } = await stage.run([...HISTORY, '--limit', '1']);
    expect(out).toContain('\n3 older deployments: see more with --limit\n');
    expect(await deploymentsOf(stage, '--limit', '1')).toHaveLength(1);
  });

  it('reads each deployment and each version once', async () => {
    const stage = await eventful();
    stage.requests.length = 0;
    await stage.run(HISTORY);
    const read = stage.requests.filter((request) =>
      /\/(deployments|hostedconfigurationversions)\/\d+$/.test(request),
    );
    expect(read).toHaveLength(new Set(read).size);
  });
});

describe('what was served before a deployment', () => {
  it('is the older version again after a revert', async () => {
    const stage = await CliStage.open();
    await stage.deploy(ramp(5));
    await stage.pass(HOUR);
    await revert(stage, 2);
    await stage.deploy(ramp(10));
    const [third, second] = await deploymentsOf(stage);
    expect(third).toMatchObject({ before: '1' });
    expect(second).toMatchObject({ state: 'REVERTED', takenBack: { by: 'operator-or-watch' } });
    const { out } = await stage.run(HISTORY, { columns: 100 });
    expect(out).toContain(
      'complete at once, reverted 1 h later by an operator or the watch: Revert completed',
    );
  });

  it('is a version that was reverted only afterwards', async () => {
    const stage = await CliStage.open();
    await stage.deploy(ramp(5));
    await stage.pass(HOUR);
    await stage.deploy(ramp(10), stage.linear);
    await stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber: 3 });
    await stage.pass(MINUTE);
    await revert(stage, 2);
    const [third] = await deploymentsOf(stage);
    expect(third).toMatchObject({ number: 3, before: '2', takenBack: { by: 'operator' } });
  });
});

describe('versions', () => {
  it('that were stored and never deployed are listed', async () => {
    const stage = await CliStage.open();
    await stage.appConfig.createHostedConfigurationVersion({
      ...stage.profile,
      Content: Buffer.from(JSON.stringify(ramp(5))),
      ContentType: 'application/json',
      Description: 'model-rollout watch: killed new of m: errors',
    });
    const { data } = await stage.json<HistoryData>(HISTORY);
    expect(data.undeployed).toMatchObject([
      { version: '2', author: { verb: 'watch', summary: 'killed new of m: errors' } },
    ]);
    const { out } = await stage.run(HISTORY);
    expect(out).toMatch(
      /\nstored and never deployed here:\n {2}version 2, watch: killed new of m: errors\n$/,
    );
  });

  it('that are deleted are said to be, and what they changed cannot be told', async () => {
    const stage = await eventful();
    stage.appConfig.deleteHostedConfigurationVersion({ ...stage.profile, VersionNumber: 3 });
    const { out } = await stage.run(HISTORY, { columns: 100 });
    expect(out).toContain('version 3, deleted since\n');
    expect(out).toContain(
      'what changed against version 2 cannot be told: a version is deleted or no flag document',
    );
  });

  it('that are no flag documents are told of without their changes', async () => {
    const stage = await CliStage.open({ isValidated: false });
    await stage.deploy({ not: 'flags' });
    const [second] = await deploymentsOf(stage);
    expect(second).not.toHaveProperty('changes');
  });

  it('that are being deployed are told of as far as they are', async () => {
    const stage = await CliStage.open();
    await stage.deploy(ramp(5), stage.linear);
    await stage.pass(MINUTE);
    expect((await stage.run(HISTORY)).out).toMatch(/\n {4}m: rule canary added: .*\n {2}deploying now\n/);
  });
});

describe('a history that cannot be read', () => {
  it.each([
    [403, 'AccessDeniedException', /^AWS denied access/],
    [429, 'TooManyRequestsException', /^AWS throttled the request/],
  ])('ends with one line at status %i', async (status, name, line) => {
    const stage = await eventful();
    stage.intercept = ({ path }) =>
      /\/deployments\/\d$/.test(path)
        ? { status, headers: { 'x-amzn-errortype': name }, body: '{"message":"no"}' }
        : undefined;
    const { exitCode, err, out } = await stage.run(HISTORY);
    expect([exitCode, out]).toEqual([4, '']);
    expect(err).toMatch(line);
  });

  it('is refused with a limit that is none', async () => {
    const { exitCode, err } = await (await CliStage.open()).run([...HISTORY, '--limit', '0']);
    expect(exitCode).toBe(2);
    expect(err).toContain('--limit is "0"; use a whole number from 1 to 1000');
  });

  it('of an environment without deployments is empty', async () => {
    const stage = await CliStage.open();
    stage.appConfig.createEnvironment({ ApplicationId: stage.applicationId, Name: 'new' });
    const { out, exitCode } = await stage.run(['history', '--env', 'new']);
    expect(exitCode).toBe(0);
    expect(out).toContain('nothing has been deployed\n');
  });
});
