import { describe, expect, it } from 'vitest';
import type { KillData } from '../../../cli/kill/kill-report.ts';
import { METRIC, METRIC_NAMESPACE } from '../../../lambda/metric-names.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { TODAY } from '../io.ts';
import { CliStage, MINUTE } from '../stage.ts';

const MODEL = { ...aFlag({ rules: [aPercentage(50)] }), flag: 'inference_model' };
const KILL = ['kill', '--env', 'prod', '--value', 'new', '--yes', '--flag'];
const AT = { Service: 'shop', Environment: 'prod' };

type Dimensions = Readonly<Record<string, string>>;

/** Requests at this moment. */
function measured({ cloudWatch, clock }: CliStage, dimensions: Dimensions, Value: number): void {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  cloudWatch.putMetricData({
    Namespace: METRIC_NAMESPACE,
    MetricData: [{ MetricName: METRIC.requests, Dimensions, Value, Timestamp: new Date(clock.now()) }],
  });
}

/** A stage that serves ten requests every 15 seconds, `ofValue` tells how many of them are of the killed value. */
async function aBusyStage(
  flag: Readonly<Record<string, unknown>>,
  ofValue: (nowMs: number) => number,
  of: Dimensions,
): Promise<CliStage> {
  const stage = await CliStage.open({ first: aDocument([flag]) });
  const serve = () => {
    measured(stage, AT, 10);
    const count = ofValue(stage.clock.now());
    if (count > 0) measured(stage, { ...AT, ...of }, count);
  };
  for (let quarters = 0; quarters < 40; quarters += 1) {
    serve();
    await stage.pass(MINUTE / 4);
  }
  stage.onPause = serve;
  return stage;
}

/** When the kill is carried out: ten minutes of traffic have passed. */
const KILLED = TODAY + 10 * MINUTE;
/** Callers that poll within 45 seconds. */
const untilPolled = (nowMs: number): number => (nowMs < KILLED + 45_000 ? 5 : 0);

describe('kill', () => {
  it('says in which minute the last request was served the value, and which one had none', async () => {
    const stage = await aBusyStage(MODEL, untilPolled, { Model: 'new' });
    const { exitCode, data } = await stage.json<KillData>([...KILL, 'inference_model']);
    expect(exitCode).toBe(0);
    expect(data.effect?.traffic).toEqual({
      ...{ verdict: 'ended', lastMs: KILLED, quietMs: KILLED + MINUTE },
      afterMs: expect.toSatisfy((ms: number) => ms >= 3 * MINUTE && ms < 3.5 * MINUTE),
    });
  });

  it('takes no minute before the kill for one without the value', async () => {
    const stage = await aBusyStage(MODEL, () => 0, { Model: 'new' });
    const { data } = await stage.json<KillData>([...KILL, 'inference_model']);
    expect(data.effect?.traffic).toMatchObject({ verdict: 'ended', quietMs: KILLED });
    expect(data.effect?.traffic).not.toHaveProperty('lastMs');
  });

  it('prints the same in words', async () => {
    const stage = await aBusyStage(MODEL, untilPolled, { Model: 'new' });
    const { out } = await stage.run([...KILL, 'inference_model']);
    expect(out).toMatch(
      /\nRequests: the last one at 12:10 UTC, none in the minute 12:11, seen after \d+ s\.\n$/,
    );
  });

  it('draws what it waits for, and for how long, over the line before', async () => {
    const stage = await aBusyStage(MODEL, untilPolled, { Model: 'new' });
    const options = { isTTY: true, env: { NO_COLOR: '1' } };
    const { out } = await stage.run([...KILL, 'inference_model'], options);
    const frames = out.split('\r\x1b[2K');
    expect(frames).toContain('no such minute yet, 45 s of at most 4 min');
    expect(frames.at(-1)).toMatch(/^Killed: /);
  });

  it('knows the requests of the candidate of any other flag', async () => {
    const flag = aFlag({ rules: [aPercentage(50)] });
    const stage = await aBusyStage(flag, untilPolled, { Flag: 'm', Role: 'candidate' });
    const { data } = await stage.json<KillData>([...KILL, 'm']);
    expect(data.effect?.traffic).toMatchObject({ verdict: 'ended', lastMs: KILLED });
  });

  it('says so when nobody counts the requests of the value', async () => {
    const stage = await aBusyStage(aFlag(), () => 0, {});
    const { exitCode, data } = await stage.json<KillData>([...KILL, 'm']);
    expect(exitCode).toBe(0);
    expect(data.effect?.traffic).toMatchObject({
      ...{ verdict: 'unseen', reason: expect.stringMatching(/does not count requests by the values/) },
    });
  });

  it('is a finding when requests are served the value after four minutes', async () => {
    const stage = await aBusyStage(MODEL, () => 5, { Model: 'new' });
    const begunMs = stage.clock.now();
    const { exitCode, out } = await stage.run([...KILL, 'inference_model']);
    expect(exitCode).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/is deployed, but requests are still served the value\./);
    expect(stage.clock.now() - begunMs).toBeLessThan(4.5 * MINUTE);
  });

  it('waits for nobody in a stage without traffic', async () => {
    const stage = await aBusyStage(MODEL, untilPolled, { Model: 'new' });
    stage.onPause = () => {};
    await stage.pass(30 * MINUTE);
    const begunMs = stage.clock.now();
    const { exitCode, data } = await stage.json<KillData>([...KILL, 'inference_model']);
    expect({ exitCode, ...data.effect?.traffic }).toMatchObject({ exitCode: 0, verdict: 'idle' });
    expect(stage.clock.now()).toBe(begunMs);
  });

  it('looks at the requests since the kill when it is run again', async () => {
    const stage = await aBusyStage(MODEL, untilPolled, { Model: 'new' });
    await stage.run([...KILL, 'inference_model']);
    const againMs = stage.clock.now();
    const { data } = await stage.json<KillData>([...KILL, 'inference_model']);
    expect(data.effect?.traffic).toMatchObject({ verdict: 'ended', lastMs: KILLED });
    expect(stage.clock.now()).toBe(againMs);
  });

  it('is deployed although CloudWatch cannot be read, and says what was not seen', async () => {
    const stage = await aBusyStage(MODEL, untilPolled, { Model: 'new' });
    stage.intercept = ({ headers }) =>
      headers['x-amz-target']?.endsWith('GetMetricData')
        ? { status: 403, body: '{"__type":"AccessDeniedException","message":"not allowed"}' }
        : undefined;
    const { exitCode, data } = await stage.json<KillData>([...KILL, 'inference_model']);
    expect({ exitCode, ...data.effect?.traffic }).toMatchObject({ exitCode: 0, verdict: 'unseen' });
    expect(data.effect?.traffic?.reason).toMatch(/^AccessDeniedException: not allowed$/);
  });

  it('is a finding when AppConfig goes on giving out a document without it', async () => {
    const stage = await CliStage.open();
    const stale = Buffer.from(JSON.stringify(aDocument([aFlag()])));
    stage.intercept = async ({ path }) =>
      path === '/configuration' ? { status: 200, headers: STALE, body: stale } : undefined;
    const { exitCode, data } = await stage.json<KillData>([...KILL, 'm']);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 1, effect: { isGivenOut: false } });
    expect(data.effect).not.toHaveProperty('traffic');
  });
});

const STALE = { 'content-type': 'application/json', 'next-poll-configuration-token': 'next' };
