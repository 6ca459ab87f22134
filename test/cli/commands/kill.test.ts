import { describe, expect, it } from 'vitest';
import type { KillData } from '../../../cli/kill/kill-report.ts';
import { ACCOUNT } from '../../../local/account.ts';
import { aDocument, aFlag, aPercentage, aSplit } from '../../helpers/flag-documents.ts';
import { CliStage, ERRORS, MINUTE } from '../stage.ts';
import { aCompleteRollout, aRollout, aRunningRollout, loseAnswer, standOf } from './verbs.ts';

const KILL = ['kill', '--env', 'prod', '--flag', 'm', '--value'];
const KILL_NEW = [...KILL, 'new', '--yes'];

async function refusal(stage: CliStage, ...args: readonly string[]): Promise<string> {
  const before = standOf(stage);
  const { exitCode, err } = await stage.run([...args, '--yes']);
  expect(exitCode).toBe(3);
  expect(standOf(stage)).toEqual(before);
  return err;
}

/** Alarms whose actions are disabled, and records of it. */
function silenced(stage: CliStage): unknown {
  const { MetricAlarms = [] } = stage.cloudWatch.describeAlarms({});
  const { region, id } = ACCOUNT;
  const ResourceArn = `arn:aws:appconfig:${region}:${id}:application/${stage.applicationId}/environment/${stage.environmentId}`;
  const { Tags } = stage.appConfig.listTagsForResource({ ResourceArn });
  return [MetricAlarms.filter(({ ActionsEnabled }) => ActionsEnabled === false), Tags];
}

describe('kill', () => {
  it('stops what runs, deploys at once, and says how long each took', async () => {
    const stage = await aRunningRollout();
    const questions: string[] = [];
    const confirm = (question: string) => questions.push(question) > 0;
    const { exitCode, out } = await stage.run([...KILL, 'new'], { confirm });
    expect(exitCode).toBe(0);
    expect(questions).toEqual(['Kill new of flag m for everybody in shop-prod/prod?']);
    expect(out).toBe(`To kill new of flag m in shop-prod/prod:
  deployment 2 of model-flags, DEPLOYING, is stopped
  version 1 with this change is deployed to everybody at once:
m
  new is killed
  deployment 2 of model-flags, version 2: ROLLED_BACK after 0 s
  deployment 3 of model-flags, version 3: COMPLETE after 0 s
  given out by AppConfig: seen after 0 s
Killed: nobody gets new of flag m in shop-prod/prod any more.
Requests: not seen, no service has measured requests in this stage.
`);
  });

  it('keeps everything else as it is deployed', async () => {
    const stage = await aCompleteRollout();
    await stage.run(KILL_NEW);
    expect(stage.served()).toEqual(aDocument([aFlag({ rules: [aPercentage(50)], killed: ['new'] })]));
  });

  it('prints the same as data', async () => {
    const stage = await aRunningRollout();
    const { data } = await stage.json<KillData>(KILL_NEW);
    expect(data).toMatchObject({
      ...{ application: 'shop-prod', environment: 'prod', flag: 'm', value: 'new', changed: true },
      changes: [{ flag: 'm', changes: [{ subject: 'killed', kind: 'added', to: 'new' }] }],
      stopped: { deployment: 2, profile: 'model-flags', state: 'ROLLED_BACK', afterMs: 0 },
      deployed: { deployment: 3, version: 3, state: 'COMPLETE', afterMs: 0 },
      effect: { isGivenOut: true, traffic: { verdict: 'unseen' } },
      troubles: [],
    });
  });

  it('changes nothing that is killed already, and confirms it', async () => {
    const stage = await aCompleteRollout();
    await stage.run(KILL_NEW);
    const before = standOf(stage);
    const { exitCode, data } = await stage.json<KillData>([...KILL, 'new']);
    expect({ exitCode, ...data }).toMatchObject({
      exitCode: 0,
      changed: false,
      effect: { isGivenOut: true },
    });
    expect(standOf(stage)).toEqual(before);
  });

  it.each([/^POST .*versions$/, /^POST .*deployments$/, /^DELETE/])(
    'is made although an answer was lost (%s)',
    async (kind) => {
      const stage = await aRunningRollout();
      loseAnswer(stage, kind);
      const { exitCode, data } = await stage.json<KillData>(KILL_NEW);
      expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: true, deployed: { version: 3 } });
      expect(stage.deployments()).toHaveLength(3);
    },
  );

  it('says by whom and what in the version and in the deployment', async () => {
    const stage = await aCompleteRollout();
    await stage.run(KILL_NEW, { env: { MODEL_ROLLOUT_OPERATOR: 'ada' } });
    expect(stage.deployment(3).Description).toBe('model-rollout kill by ada: m: new killed');
    expect(stage.deployment(3).VersionLabel).toMatch(/^kill-3-[0-9a-f]{6}$/);
  });
});

describe('kill of the default', () => {
  it('is refused, and names how to say what takes its place', async () => {
    const err = await refusal(await CliStage.open(), ...KILL, 'old');
    expect(err).toMatch(/is the default; .*--instead what becomes the default.*; nothing was changed/);
  });

  it('makes another value the default in the same version', async () => {
    const stage = await CliStage.open();
    const args = [...KILL, 'old', '--instead', 'basis', '--yes'];
    const { exitCode, data } = await stage.json<KillData>(args);
    expect({ exitCode, ...data }).toMatchObject({
      exitCode: 0,
      value: 'old',
      instead: 'basis',
      changed: true,
    });
    expect(stage.served()).toEqual(aDocument([aFlag({ default: 'basis', killed: ['old'] })]));
    expect((await stage.json<KillData>(args)).data).toMatchObject({ changed: false });
  });
});

describe('kill of a flag past its clean-up date', () => {
  it.each([['new'], ['old', '--instead', 'basis']])(
    'is not hindered by the validator (%s)',
    async (...what) => {
      const due = aFlag({ permanent: undefined, cleanup_by: '2026-11-24', rules: [aPercentage(50)] });
      const stage = await CliStage.open({ first: aDocument([due]) });
      await stage.pass(48 * 60 * MINUTE);
      expect(await stage.run([...KILL, ...what, '--yes'])).toMatchObject({ exitCode: 0, err: '' });
    },
  );
});

describe('kill, refused before anything is touched', () => {
  it('is of a flag, and of a value, that the document has', async () => {
    const stage = await aRunningRollout();
    expect(await refusal(stage, 'kill', '--env', 'prod', '--flag', 'x', '--value', 'new')).toMatch(
      /there is no flag x, the flags are "m"; name one of them; nothing was changed/,
    );
    expect(await refusal(stage, ...KILL, 'new', '--instead', 'basis')).toMatch(/"new" is not the default/);
  });

  it('is not of the control of a split, nor of what the document that is going back does not allow', async () => {
    const split = await CliStage.open({ first: aDocument([aFlag({ rules: [aSplit(['basis', 'new'])] })]) });
    expect(await refusal(split, ...KILL, 'basis')).toMatch(/control of the split/);
    const narrow = await CliStage.open({ first: aDocument([aFlag({ allowed: ['old'] })]) });
    await narrow.deploy(
      aDocument([aFlag({ allowed: ['old', 'new'], rules: [aPercentage(5)] })]),
      narrow.linear,
    );
    expect(await refusal(narrow, ...KILL, 'new')).toMatch(/allowed is "old"; .*; nothing was changed/);
  });
});

describe('kill, while something is in progress', () => {
  it('also ends a deployment that would serve the value again', async () => {
    const stage = await CliStage.open({ first: aDocument([aFlag({ killed: ['new'] })]) });
    await stage.deploy(aRollout(50), stage.linear);
    const { data } = await stage.json<KillData>(KILL_NEW);
    expect(data).toMatchObject({ changed: true, stopped: { deployment: 2 }, effect: { isGivenOut: true } });
    expect(stage.deployments()).toHaveLength(2);
  });

  it('ends a deployment of which nobody can read any more what it serves', async () => {
    const stage = await aRunningRollout();
    stage.appConfig.deleteHostedConfigurationVersion({ ...stage.profile, VersionNumber: 2 });
    const { exitCode, err } = await stage.run(KILL_NEW);
    expect(exitCode, err).toBe(0);
    expect(stage.deployment(2).State).toBe('ROLLED_BACK');
    expect(stage.served()).toMatchObject({ flags: [{ killed: ['new'] }] });
  });

  it('lets a deployment go on that serves the value to nobody', async () => {
    const stage = await CliStage.open({ first: aDocument([aFlag({ killed: ['new'] })]) });
    await stage.deploy(
      aDocument([aFlag({ killed: ['new'], rules: [aPercentage(5, {}, 'other')] })]),
      stage.linear,
    );
    const { data } = await stage.json<KillData>(KILL_NEW);
    expect(data).toMatchObject({ changed: false });
    expect(stage.deployment(2).State).toBe('DEPLOYING');
  });

  it('kills in the document that completed before it could be stopped', async () => {
    const stage = await aRunningRollout();
    stage.intercept = async ({ method }) => {
      if (method === 'DELETE') {
        stage.intercept = () => undefined;
        await stage.pass(30 * MINUTE);
      }
      return undefined;
    };
    const { exitCode, data } = await stage.json<KillData>(KILL_NEW);
    expect({ exitCode, ...data }).toMatchObject({
      exitCode: 0,
      stopped: { state: 'COMPLETE' },
      deployed: { version: 4 },
    });
    expect(stage.served()).toEqual(aDocument([aFlag({ rules: [aPercentage(50)], killed: ['new'] })]));
  });

  it('waits for the same kill that is on its way, without asking', async () => {
    const stage = await CliStage.open();
    await stage.deploy(aDocument([aFlag({ killed: ['new'] })]));
    holdDeployment(stage, 2);
    const { exitCode, data } = await stage.json<KillData>([...KILL, 'new']);
    expect({ exitCode, ...data }).toMatchObject({
      exitCode: 0,
      changed: false,
      effect: { isGivenOut: true },
    });
    expect(stage.requests.some((request) => /^(POST .*(versions|deployments)|DELETE)/.test(request))).toBe(
      false,
    );
  });
});

/** Lets AppConfig say until the first pause that a deployment is in progress. */
function holdDeployment(stage: CliStage, number: number): void {
  stage.onPause = () => {
    stage.intercept = () => undefined;
  };
  stage.intercept = async (request, handle) => {
    const answer = await handle(request);
    if (!/\/deployments(\/\d+)?$/.test(request.path)) return answer;
    const held = (one: { DeploymentNumber?: number }) =>
      one.DeploymentNumber === number ? { ...one, State: 'DEPLOYING' } : one;
    const body = JSON.parse(String(answer.body));
    return {
      ...answer,
      body: JSON.stringify(body.Items ? { ...body, Items: body.Items.map(held) } : held(body)),
    };
  };
}

describe('kill, against a monitor that fires', () => {
  it('is not taken back, and leaves the monitor heeded', async () => {
    const stage = await aCompleteRollout();
    const before = silenced(stage);
    stage.alarm('ALARM');
    expect(await stage.run(KILL_NEW)).toMatchObject({ exitCode: 0 });
    expect(silenced(stage)).toEqual(before);
  });

  it('says that it was taken back, by whom, and what to do, where the monitor cannot be silenced', async () => {
    const stage = await aCompleteRollout();
    stage.alarm('ALARM');
    stage.intercept = ({ headers }) =>
      headers['x-amz-target']?.endsWith('DisableAlarmActions')
        ? { status: 403, body: '{"__type":"AccessDeniedException","message":"not allowed"}' }
        : undefined;
    const { exitCode, out } = await stage.run(KILL_NEW);
    expect(exitCode).toBe(5);
    const text = out.replaceAll(/\s+/g, ' ');
    expect(text).toMatch(new RegExp(`The kill of new .* was taken back, .*is served again.*${ERRORS}`));
    expect(text).toMatch(/disable its actions .*run the same command again/);
    expect(text).toMatch(/monitors that fire could not be silenced \(AccessDeniedException/);
    stage.intercept = () => undefined;
    expect(await stage.run(KILL_NEW)).toMatchObject({ exitCode: 0 });
  });

  it('heeds the monitors again that an earlier kill left silenced', async () => {
    const stage = await aCompleteRollout();
    const before = silenced(stage);
    stage.alarm('ALARM');
    stage.intercept = ({ headers }) =>
      headers['x-amz-target']?.endsWith('EnableAlarmActions')
        ? { status: 0, connection: 'reset' }
        : undefined;
    const { out } = await stage.run(KILL_NEW);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/may still be .*enable the actions of the alarms/);
    stage.intercept = () => undefined;
    await stage.run(KILL_NEW);
    expect(silenced(stage)).toEqual(before);
  });

  it('says what it has left silenced when the kill is refused as well', async () => {
    const stage = await aCompleteRollout();
    stage.alarm('ALARM');
    stage.intercept = ({ method, path, headers }) => {
      if (headers['x-amz-target']?.endsWith('EnableAlarmActions')) return { status: 0, connection: 'reset' };
      return method === 'POST' && path.endsWith('/deployments') ? { status: 400 } : undefined;
    };
    const { exitCode, out } = await stage.run(KILL_NEW);
    expect(exitCode).toBe(3);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /monitors that were silenced may still be .*enable the actions/,
    );
  });

  it('asks for no silence in a stage without monitors', async () => {
    const stage = await aCompleteRollout({ isMonitored: false });
    expect(await stage.run(KILL_NEW)).toMatchObject({ exitCode: 0 });
    expect(stage.requests.filter((request) => /tags|Alarm/.test(request))).toEqual([]);
  });
});
