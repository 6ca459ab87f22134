import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../cli/exit-code.ts';
import type { HygieneData } from '../../../cli/hygiene/hygiene-data.ts';
import { DIMENSION, METRIC, METRIC_NAMESPACE } from '../../../lambda/metric-names.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { APPLICATION, CliStage, MINUTE } from '../stage.ts';

const DAY = 24 * 60 * MINUTE;
const TIDY = { owner: 'ml', description: 'Which model answers', permanent: false, cleanup_by: '2027-12-31' };
const tidy = (members: object) => aFlag({ ...TIDY, ...members });
const target = { name: 'target', condition: { plan: 'gold' }, value: 'new' };
const [still, moving] = [[target], [target, aPercentage(5)]];

function documentOf(...rules: readonly (readonly object[])[]): object {
  return aDocument(rules.map((own, at) => tidy({ flag: `flag_${at}`, rules: own })));
}

async function hygieneOf(stage: CliStage, ...args: readonly string[]) {
  const { data, exitCode } = await stage.json<HygieneData>(['hygiene', '--env', 'prod', ...args]);
  return { data, exitCode, stale: data.stale.map(({ kind, name }) => `${kind} ${name}`) };
}

/** Leaps: nothing is in progress. */
async function days(stage: CliStage, count: number): Promise<void> {
  stage.clock.advance(count * DAY);
  await stage.appConfig.tick();
}

function countRequests(stage: CliStage, flag: string, count: number): void {
  const dimensions = {
    [DIMENSION.service]: 'shop',
    [DIMENSION.environment]: 'prod',
    [DIMENSION.flag]: flag,
    [DIMENSION.role]: 'candidate',
  };
  stage.cloudWatch.putMetricData({
    Namespace: METRIC_NAMESPACE,
    MetricData: [
      {
        MetricName: METRIC.requests,
        Value: count,
        Timestamp: new Date(stage.clock.now()),
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
    ],
  });
}

describe('hygiene of a stage', () => {
  it('is that of the document that is deployed', async () => {
    const stage = await CliStage.open({ first: aDocument([tidy({ owner: undefined, rules: still })]) });
    const { data, exitCode } = await hygieneOf(stage);
    expect(exitCode).toBe(EXIT.findings);
    expect(data.document).toEqual({ application: APPLICATION, environment: 'prod', version: 1 });
    expect(data.issues).toMatchObject([{ code: 'no-owner', pointer: '/flags/0/owner' }]);
  });

  it('knows from the deployments how long no share of users has been on trial', async () => {
    const stage = await CliStage.open({ first: documentOf(still, moving) });
    await days(stage, 10);
    await stage.deploy(documentOf(still, still));
    await days(stage, 25);
    expect((await hygieneOf(stage)).stale).toEqual(['no-gate flag_0']);
    expect((await hygieneOf(stage, '--days', '25')).stale).toEqual(['no-gate flag_0', 'no-gate flag_1']);
    expect((await hygieneOf(stage, '--days', '36')).stale).toEqual([]);
  });

  it('reads no version from before the days that count', async () => {
    const stage = await CliStage.open({ first: documentOf(still) });
    for (const share of [5, 0]) {
      await days(stage, 40);
      await stage.deploy(documentOf([target, aPercentage(share)]));
    }
    await days(stage, 40);
    stage.requests.length = 0;
    await hygieneOf(stage);
    const read = stage.requests.filter((request) => request.includes('hostedconfigurationversions/'));
    expect(read).toEqual([expect.stringMatching(/\/3$/)]);
  });

  it('takes a document that was taken back for served until then', async () => {
    const stage = await CliStage.open({ first: documentOf(still) });
    await days(stage, 40);
    await stage.deploy(documentOf(moving), stage.linear);
    stage.alarm('ALARM');
    await stage.pass(MINUTE);
    stage.alarm('OK');
    expect(stage.deployments()[0]?.State).toBe('ROLLED_BACK');
    await days(stage, 20);
    expect((await hygieneOf(stage)).stale).toEqual([]);
    expect((await hygieneOf(stage, '--days', '20')).stale).toEqual(['no-gate flag_0']);
  });

  it('counts requests by flag, where a flag has been in motion all the time', async () => {
    const stage = await CliStage.open({ first: documentOf(moving) });
    await days(stage, 29);
    countRequests(stage, 'other', 1);
    expect((await hygieneOf(stage)).stale).toEqual([]);
    await days(stage, 2);
    expect((await hygieneOf(stage)).stale).toEqual(['never-evaluated flag_0']);
    countRequests(stage, 'flag_0', 1);
    await days(stage, 1);
    expect((await hygieneOf(stage)).stale).toEqual([]);
  });

  it('says nothing of requests where none were ever measured', async () => {
    const stage = await CliStage.open({ first: documentOf(moving) });
    await days(stage, 31);
    expect((await hygieneOf(stage)).stale).toEqual([]);
  });

  it('compares the prompt flag with the prompts that are deployed', async () => {
    const flag = tidy({
      flag: 'system_prompt_version',
      default: 'v2',
      permanent: true,
      cleanup_by: undefined,
    });
    const stage = await CliStage.open({ first: aDocument([flag]) });
    expect((await hygieneOf(stage)).stale).toEqual([]);
    await deployPrompts(stage, { version: 1, prompts: { v1: { system: 'x' }, v2: { system: 'y' } } });
    expect((await hygieneOf(stage)).stale).toEqual(['unused-prompt v1']);
    await deployPrompts(stage, 'broken');
    expect((await hygieneOf(stage)).stale).toEqual([]);
  });

  it('says nothing of the past where a version was deleted', async () => {
    const stage = await CliStage.open({ first: documentOf(moving) });
    await stage.deploy(documentOf(still));
    stage.appConfig.deleteHostedConfigurationVersion({ ...stage.profile, VersionNumber: 1 });
    await days(stage, 99);
    expect((await hygieneOf(stage, '--days', '100')).stale).toEqual([]);
  });

  it('refuses a stage to which nothing is deployed', async () => {
    const stage = await CliStage.open();
    stage.intercept = ({ path }) => (path.endsWith('/deployments') ? { status: 200, body: '{}' } : undefined);
    const { exitCode, err } = await stage.run(['hygiene', '--env', 'prod']);
    expect(exitCode).toBe(EXIT.refused);
    expect(err).toMatch(/^nothing is deployed to shop-prod\/prod; nothing was changed; .*\n$/);
  });

  it('ends in one line when AWS denies access, or gives a part of the metrics only', async () => {
    const stage = await CliStage.open({ first: documentOf(moving) });
    await days(stage, 31);
    countRequests(stage, 'other', 1);
    const part = { status: 200, body: '{"MetricDataResults":[],"Messages":[]}' };
    stage.intercept = ({ headers }) =>
      headers['x-amz-target']?.endsWith('GetMetricData') ? part : undefined;
    const partly = await stage.run(['hygiene', '--env', 'prod']);
    expect(partly.err).toMatch(/^requests could not be counted: .*; counting changes nothing; .*\n$/);
    const type = { 'x-amzn-errortype': 'AccessDeniedException' };
    stage.intercept = () => ({ status: 403, headers: type, body: '{"Message":"no"}' });
    const denied = await stage.run(['hygiene', '--env', 'prod']);
    expect(denied.err).toMatch(/^AWS denied access.*nothing was changed.*\n$/);
    expect([partly.exitCode, denied.exitCode]).toEqual([EXIT.aws, EXIT.aws]);
  });
});

async function deployPrompts(stage: CliStage, document: unknown): Promise<void> {
  const { applicationId: ApplicationId, promptsProfileId: ConfigurationProfileId } = stage;
  const { VersionNumber } = await stage.appConfig.createHostedConfigurationVersion({
    ...{ ApplicationId, ConfigurationProfileId },
    Content: Buffer.from(JSON.stringify(document)),
    ContentType: 'application/json',
  });
  await stage.appConfig.startDeployment({
    ...stage.environment,
    ConfigurationProfileId,
    ConfigurationVersion: String(VersionNumber),
    DeploymentStrategyId: stage.atOnce,
  });
}
