import { describe, expect, it } from 'vitest';
import type { RampData } from '../../../cli/commands/ramp.ts';
import { METRIC, METRIC_NAMESPACE } from '../../../lambda/metric-names.ts';
import type { HttpRequest } from '../../../local/http/loopback-server.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { CliStage, MINUTE } from '../stage.ts';
import { deployPrompts } from './verbs.ts';

const RAMP = ['ramp', '--env', 'prod', '--flag', 'm', '--value', 'new', '--steps', '1,25,100'];
/** A person decides, and is asked. */
const ASKED = [...RAMP, '--approve'];
/** One step is approved in advance. */
const ONE_STEP = [...ASKED, '--yes'];

/** `new` for so many per cent. */
function at(percentage: number) {
  return aDocument([aFlag({ rules: [aPercentage(percentage)] })]);
}

function isStart({ method, path }: HttpRequest): boolean {
  return method === 'POST' && path.endsWith('/deployments');
}

function isRead({ method }: HttpRequest): boolean {
  return method === 'GET';
}

/** A hundred requests of candidates at this moment. */
function measured({ cloudWatch, clock }: CliStage): void {
  const dimensions = { Service: 'shop', Environment: 'prod', Role: 'candidate' };
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  cloudWatch.putMetricData({
    Namespace: METRIC_NAMESPACE,
    MetricData: [{ MetricName: METRIC.requests, Dimensions, Value: 100, Timestamp: new Date(clock.now()) }],
  });
}

/** Approves everything. */
const yes = () => true;

describe('a ramp', () => {
  it('deploys step after step as long as a person approves', async () => {
    const stage = await CliStage.open();
    const questions: string[] = [];
    const outcome = await stage.run(ASKED, { confirm: (question) => questions.push(question) > 0 });
    expect(outcome.exitCode, outcome.err).toBe(0);
    expect(questions).toEqual([1, 25, 100].map((step) => `Deploy m: new for ${step} %?`));
    expect(outcome.out).toContain('m: new for 1 %, in shop-prod/prod: nobody has it yet.\n');
    expect(stage.served()).toEqual(aDocument([aFlag({ default: 'new' })]));
  });

  it('asks once where no person decides, and goes on by the requests of the candidate', async () => {
    const stage = await CliStage.open();
    stage.onPause = () => measured(stage);
    const questions: string[] = [];
    const confirm = (question: string) => questions.push(question) > 0;
    const outcome = await stage.run([...RAMP, '--exposures', '500'], { confirm });
    expect(outcome.exitCode, outcome.err).toBe(0);
    expect(questions).toEqual(['Deploy m: new for 1 %?']);
    expect(stage.served()).toEqual(aDocument([aFlag({ default: 'new' })]));
  });

  it('waits for approval where nobody can be asked, and does one step for each one', async () => {
    const stage = await CliStage.open();
    const first = await stage.json<RampData>(ONE_STEP);
    expect(first.exitCode).toBe(6);
    expect(first.data).toMatchObject({ outcome: 'waiting', reached: 1, steps: [{ percentage: 1 }] });
    const second = await stage.json<RampData>(ONE_STEP);
    expect(second.data).toMatchObject({ outcome: 'waiting', reached: 25, steps: [{ percentage: 25 }] });
    const third = await stage.json<RampData>(ONE_STEP);
    expect(third.exitCode).toBe(0);
    expect(third.data).toMatchObject({ outcome: 'done', reached: 100 });
  });

  it('is done at once when it has been done before', async () => {
    const stage = await CliStage.open({ first: aDocument([aFlag({ default: 'new' })]) });
    const { exitCode, data } = await stage.json<RampData>(ONE_STEP);
    expect(exitCode).toBe(0);
    expect(data).toMatchObject({ outcome: 'done', reached: 100, steps: [] });
    expect(stage.deployments()).toHaveLength(1);
  });

  it('shows its next step on a dry run, and changes nothing', async () => {
    const stage = await CliStage.open({ first: at(1) });
    const { exitCode, out } = await stage.run([...ASKED, '--dry-run']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/new is at 1 %. The next step, 25 %/);
    expect(stage.deployments()).toHaveLength(1);
  });

  it('names the step that is being deployed on a dry run', async () => {
    const stage = await CliStage.open();
    await stage.deploy(at(25), stage.linear);
    const { out } = await stage.run([...ASKED, '--dry-run'], { columns: 300 });
    expect(out).toBe('m: new is at 0 %. 25 % is being deployed, deployment 2, and would be followed.\n');
  });

  it('leaves a rule that asks for more than a bucket in place at the end', async () => {
    const rule = aPercentage(25, { country: 'de' });
    const stage = await CliStage.open({ first: aDocument([aFlag({ rules: [rule] })]) });
    await stage.run(ONE_STEP);
    const condition = { country: 'de', rollout_percentage: 100 };
    expect(stage.served()).toEqual(aDocument([aFlag({ rules: [{ ...rule, condition }] })]));
  });

  it('refuses a flag past its clean-up date before a version is stored', async () => {
    const flag = aFlag({ permanent: false, cleanup_by: '2026-12-01', owner: 'ml' });
    const stage = await CliStage.open({ first: aDocument([flag]) });
    stage.clock.advance(10 * 24 * 60 * MINUTE);
    const { exitCode, err } = await stage.run(ONE_STEP);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/flag m .*gone/);
    expect(stage.requests.filter((name) => name.startsWith('POST'))).toEqual([]);
  });

  it.each([
    ['no step at all', ''],
    ['steps that do not grow', '5,5'],
    ['more than everybody', '50,101'],
    ['finer steps than there are', '0.0001'],
  ])('refuses %s before it asks AWS', async (_, steps) => {
    const stage = await CliStage.open();
    const { exitCode, err } = await stage.run([...RAMP.slice(0, -1), steps, '--approve']);
    expect(exitCode).toBe(2);
    expect(err).toContain('growing percentages');
    expect(stage.requests).toEqual([]);
  });

  it('refuses to wait for a verdict that nobody will give', async () => {
    const stage = await CliStage.open();
    const { exitCode, err } = await stage.run([...RAMP, '--yes']);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/no guard .*nothing was changed.*--exposures/);
  });
});

describe('a ramp that is taken back', () => {
  it('ends at its step, and says by whom', async () => {
    const stage = await CliStage.open();
    stage.onPause = () => {
      if (stage.deployments().length === 2) stage.alarm('ALARM');
    };
    const { exitCode, data } = await stage.json<RampData>(ONE_STEP);
    expect(exitCode).toBe(5);
    expect(data).toMatchObject({ outcome: 'taken-back', reached: 0 });
    expect(data.reason).toContain('candidate-error-rate');
  });

  it('does not try the step again until somebody says so', async () => {
    const stage = await CliStage.open();
    const number = await stage.deploy(at(1), stage.linear);
    await stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber: number });
    await stage.pass(MINUTE);
    const before = await stage.run(ONE_STEP);
    expect(before.exitCode).toBe(5);
    expect(before.out).toContain('--again');
    const dryRun = await stage.run([...ONE_STEP, '--dry-run'], { columns: 300 });
    expect(dryRun.out).toMatch(
      /^m: new is at 0 %\. Nothing would be done: deployment 2 for 1 % was .*--again\.\n$/,
    );
    const after = await stage.json<RampData>([...ONE_STEP, '--again']);
    expect(after.data).toMatchObject({ outcome: 'waiting', reached: 1 });
  });

  it('ends when its complete step is reverted while it waits for a verdict', async () => {
    const stage = await CliStage.open();
    const step = await stage.deploy(at(1));
    const world = stage.io();
    let pauses = 0;
    stage.onPause = async () => {
      pauses += 1;
      const revert = { ...stage.environment, DeploymentNumber: step, AllowRevert: true };
      if (pauses === 2) await stage.appConfig.stopDeployment(revert);
      if (pauses > 9) world.interrupt();
    };
    const { exitCode, out } = await world.run(...RAMP, '--exposures', '500', '--yes');
    expect(exitCode).toBe(5);
    expect(out).toMatch(/was taken back\. Nobody is on it/);
  });

  it('tries a step once more, and not a third time, however soon that is taken back', async () => {
    const stage = await CliStage.open();
    const takeBack = (DeploymentNumber: number) =>
      stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber });
    await takeBack(await stage.deploy(at(1), stage.linear));
    stage.intercept = async (request, handle) => {
      if (!isStart(request) || stage.deployments().length > 5) return undefined;
      const response = await handle(request);
      await takeBack(stage.deployments().length);
      return response;
    };
    const { exitCode } = await stage.run([...RAMP, '--exposures', '5', '--yes', '--again']);
    expect(exitCode).toBe(5);
    expect(stage.deployments()).toHaveLength(3);
  });

  it('does not go on with a value that was killed', async () => {
    const stage = await CliStage.open({
      first: aDocument([aFlag({ rules: [aPercentage(1)], killed: ['new'] })]),
    });
    const { exitCode, out } = await stage.run([...ONE_STEP, '--again']);
    expect(exitCode).toBe(5);
    expect(out).toContain('killed');
  });

  it('waits while a monitor fires', async () => {
    const stage = await CliStage.open({ first: at(1) });
    stage.alarm('ALARM');
    let pauses = 0;
    stage.onPause = () => {
      pauses += 1;
      expect(stage.deployments()).toHaveLength(1);
      if (pauses === 3) stage.alarm('OK');
    };
    const outcome = await stage.run(ONE_STEP);
    expect(outcome.out).toContain('in ALARM');
    expect(stage.deployments()).toHaveLength(2);
  });
});

describe('a ramp beside others', () => {
  it('follows its step when another operator has started it', async () => {
    const stage = await CliStage.open();
    await stage.deploy(at(1), stage.linear);
    const { data } = await stage.json<RampData>(ASKED);
    expect(data).toMatchObject({ outcome: 'waiting', reached: 1, steps: [{ percentage: 1, deployment: 2 }] });
  });

  it('gives way to a deployment that is no step of it', async () => {
    const stage = await CliStage.open({ first: at(25) });
    await stage.deploy(at(1), stage.linear);
    const { exitCode, err } = await stage.run(ONE_STEP);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/deployment 2 is in progress/);
  });

  it('does not take prompts that are deployed for the step that was taken back', async () => {
    const stage = await CliStage.open();
    const number = await stage.deploy(at(1), stage.linear);
    await stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber: number });
    await deployPrompts(stage, '1', stage.linear);
    const { exitCode, err } = await stage.run([...ONE_STEP, '--again']);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/deployment 3 is in progress, and it is no step of this ramp/);
  });

  it('does not go on from a percentage that somebody lowers while it asks', async () => {
    const stage = await CliStage.open({ first: at(1) });
    const confirm = async () => {
      await stage.deploy(at(0.5));
      return true;
    };
    const { exitCode, err } = await stage.run(ASKED, { confirm });
    expect(exitCode).toBe(3);
    expect(err).toContain('somebody else');
    expect(stage.served()).toEqual(at(0.5));
  });

  it('makes each step once when two operators run it at the same time', async () => {
    const stage = await CliStage.open();
    const outcomes = await Promise.all([1, 2].map(() => stage.run(ASKED, { confirm: yes })));
    const deployments = stage.deployments();
    expect(stage.served()).toEqual(aDocument([aFlag({ default: 'new' })]));
    expect(deployments).toHaveLength(4);
    for (const { exitCode, err } of outcomes) expect([0, 3], err).toContain(exitCode);
  });
});

describe('a ramp whose connection breaks', () => {
  it('goes on when it is back within minutes', async () => {
    const stage = await CliStage.open();
    let reads = 0;
    stage.intercept = (request) => {
      if (stage.deployments().length < 2 || !isRead(request)) return undefined;
      reads += 1;
      return reads > 5 && reads < 15 ? { status: 0, connection: 'reset' } : undefined;
    };
    const outcome = await stage.run(ASKED, { confirm: yes });
    expect(outcome.exitCode, outcome.err).toBe(0);
    expect(outcome.out).toContain('AWS does not answer');
  });

  it('says where it stands when it stays away, and goes on when it is run again', async () => {
    const stage = await CliStage.open();
    stage.intercept = () => (stage.deployments().length < 2 ? undefined : { status: 0, connection: 'reset' });
    const lost = await stage.run(ONE_STEP);
    expect(lost.exitCode).toBe(4);
    expect(lost.err).toMatch(/could not be reached .*deployment 2 .*goes on/);
    stage.intercept = () => undefined;
    const { data } = await stage.json<RampData>(ONE_STEP);
    expect(data.steps).toMatchObject([
      { percentage: 1, deployment: 2, state: 'complete' },
      { percentage: 25, deployment: 3, state: 'complete' },
    ]);
  });

  it('does not start a step twice when the answer to its start is lost', async () => {
    const stage = await CliStage.open();
    stage.intercept = async (request, handle) => {
      if (!isStart(request)) return undefined;
      await handle(request);
      return { status: 0, connection: 'reset' };
    };
    const { exitCode, data } = await stage.json<RampData>(ONE_STEP);
    expect(exitCode).toBe(6);
    expect(data).toMatchObject({ outcome: 'waiting', reached: 1 });
    expect(stage.deployments()).toHaveLength(2);
  });

  it.each([
    [403, 'AccessDeniedException', 4, /denied access/],
    [429, 'ThrottlingException', 4, /throttled/],
  ])('says in one line what %i means', async (status, name, exitCode, words) => {
    const stage = await CliStage.open();
    stage.intercept = (request) =>
      isStart(request)
        ? { status, headers: { 'x-amzn-errortype': name }, body: JSON.stringify({ message: 'no' }) }
        : undefined;
    const outcome = await stage.run(ONE_STEP);
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.err.trim().split('\n')).toHaveLength(1);
    expect(outcome.err).toMatch(words);
    expect(outcome.err).toContain('version 2 is stored, but not deployed');
  });

  it('says at Ctrl-C that the step goes on by itself', async () => {
    const stage = await CliStage.open();
    const world = stage.io();
    stage.onPause = () => world.interrupt();
    const { exitCode, err } = await world.run(...ONE_STEP);
    expect(exitCode).toBe(130);
    expect(err).toMatch(
      /interrupted; deployment 2 .*; run the same command to go on with the ramp, or end it with/,
    );
    await stage.pass(60 * MINUTE);
    expect(stage.served()).toEqual(
      aDocument([aFlag({ rules: [expect.objectContaining({ value: 'new' })] })]),
    );
  });
});
