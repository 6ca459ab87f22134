import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../core/experiment/compare.ts';
import type { Independence } from '../../../core/guard/guard.ts';
import { readArmExposures, readExperiment } from '../../../lambda/comparison/arm-data.ts';
import { comparedMetrics, isAwaited, outcomeWarnings } from '../../../lambda/comparison/compared-metrics.ts';
import { distributions } from '../../../lambda/comparison/distributions.ts';
import type { Trial } from '../../../lambda/comparison/trials.ts';
import { metricReader } from '../../../lambda/guard/sdk-readers.ts';
import { createMetricsRecord } from '../../../lambda/inference/metrics-record.ts';
import { createOutcomeRecord } from '../../../lambda/outcomes/outcome-record.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from '../../../local/cloudwatch/http.ts';
import type { HttpHandler } from '../../../local/http/loopback-server.ts';
import { connect } from '../../helpers/loopback-client.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 2, 9, 30);
const NAMES = { service: 'shop', stage: 'prod' };
const METRICS = comparedMetrics([
  { name: 'rating', direction: 'up', tolerance: 0.97, primary: true },
  { name: 'solved', direction: 'up', tolerance: 0.97, primary: false },
]);
const { signal } = new AbortController();

interface Request {
  readonly role?: 'candidate' | 'control';
  readonly value?: string;
  readonly atMs?: number;
  readonly bucket?: number;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly costUsd?: number;
  readonly isAnswered?: boolean;
}

/** CloudWatch, and what writes to it. */
class Stage {
  readonly clock = new VirtualClock(START);
  readonly cloudWatch = new CloudWatch({ clock: this.clock });
  readonly #comparisons: Independence;
  handler: HttpHandler = cloudWatchHandler(this.cloudWatch);

  constructor(comparisons: Independence = 'requests') {
    this.#comparisons = comparisons;
  }

  ask({ role = 'control', atMs = START, bucket = 0, metrics = {}, ...arm }: Request): void {
    const record = createMetricsRecord({ ...NAMES, comparisons: this.#comparisons });
    const { value = role === 'candidate' ? 'new' : 'old', isAnswered = true, costUsd } = arm;
    this.#at(
      atMs,
      record({
        ...{
          timestampMs: atMs,
          flag: 'm',
          role,
          bucket,
          properties: {},
          metrics: { Requests: 1, ...metrics },
        },
        arm: { value, isAnswered, ...(costUsd !== undefined && { costUsd }) },
      }),
    );
  }

  tell(name: string, values: number[], role: 'candidate' | 'control', bucket?: number): void {
    const record = createOutcomeRecord({ ...NAMES, comparisons: this.#comparisons });
    const arm = { flag: 'm', value: role === 'candidate' ? 'new' : 'old' };
    this.#at(START, record({ name, value: values, role, bucket, arm, timestampMs: START }));
  }

  /** What was told by then, read over the SDK's own client. */
  async read(trial: Partial<Trial> = {}, nowMs = START + DAY) {
    if (this.clock.now() < nowMs) this.clock.moveTo(nowMs);
    const { client } = await connect(CloudWatchClient, this.handler);
    const source = { metrics: metricReader(client), ...NAMES, nowMs };
    const exposures = await readArmExposures(source, { ...TRIAL, ...trial }, signal);
    return { exposures, data: await readExperiment(source, exposures, METRICS, signal) };
  }

  #at(atMs: number, line: string): void {
    if (this.clock.now() < atMs) this.clock.moveTo(atMs);
    this.cloudWatch.ingestLog(line);
  }
}

const TRIAL: Trial = {
  ...{ flag: 'm', control: 'old', candidates: ['new'], servedToControl: ['old', 'new', 'vip'] },
  weights: new Map([
    ['old', 75],
    ['new', 25],
  ]),
  spans: [{ fromMs: START, toMs: START + 20 * HOUR }],
  deployments: [1],
};

describe('what a comparison rests on', () => {
  it('counts once what the control was served by several values that CloudWatch takes for one', async () => {
    const stage = new Stage();
    for (const value of ['caf\u00e9', 'caf\u00e8']) stage.ask({ value });
    const { exposures } = await stage.read({ servedToControl: ['caf\u00e9', 'caf\u00e8'] });
    expect(exposures.arms[0]).toMatchObject({ value: 'old', exposures: 2 });
  });

  it('is the number, sum and squares of what was measured, to the last digit', async () => {
    const stage = new Stage();
    for (const LatencyMs of [100, 200, 400]) stage.ask({ metrics: { LatencyMs } });
    stage.ask({ role: 'candidate', metrics: { LatencyMs: 50 } });
    const { data } = await stage.read();
    const latency = data.metrics.find(({ metric }) => metric === 'latency_ms');
    expect(latency?.arms).toEqual({
      old: { n: 3, sum: 700, sumSquares: 210_000 },
      new: { n: 1, sum: 50, sumSquares: 2500 },
    });
  });

  it('counts failures among all requests', async () => {
    const stage = new Stage();
    for (const Errors of [0, 1, 0]) stage.ask({ metrics: { Errors } });
    const errors = (await stage.read()).data.metrics.find(({ metric }) => metric === 'errors');
    expect(errors).toMatchObject({ kind: 'proportion', direction: 'down' });
    expect(errors?.arms.old).toEqual({ n: 3, sum: 1, sumSquares: 1 });
  });

  it('divides what all attempts cost by those that were answered', async () => {
    const stage = new Stage();
    stage.ask({ costUsd: 0.5, isAnswered: true });
    stage.ask({ costUsd: 0.25, isAnswered: false });
    stage.ask({ isAnswered: false });
    const { data } = await stage.read();
    const cost = data.metrics.find(({ metric }) => metric === 'cost_per_answer');
    expect(cost?.kind).toBe('ratio');
    expect(cost?.arms.old).toEqual({
      ...{ n: 3, sum: 0.75, sumSquares: 0.3125 },
      denominator: { sum: 1, sumSquares: 1, sumProducts: 0.5 },
    });
  });

  it('takes outcomes of nothing or one for proportions, and others for means', async () => {
    const stage = new Stage();
    stage.tell('rating', [0.25, 1], 'control');
    stage.tell('solved', [1, 0, 1], 'candidate');
    const { data } = await stage.read();
    expect(data.metrics.map(({ metric, kind, standing }) => [metric, kind, standing])).toEqual([
      ['outcome:rating', 'mean', 'primary'],
      ['outcome:solved', 'proportion', 'secondary'],
    ]);
    expect(data.metrics[1]?.arms.new).toEqual({ n: 3, sum: 2, sumSquares: 2 });
  });

  it('is the outcomes that decide, received or not, and a word where none is compared', async () => {
    const stage = new Stage();
    stage.ask({ role: 'candidate', metrics: { LatencyMs: 50 } });
    const { data } = await stage.read();
    expect(data.metrics.find(({ metric }) => metric === 'outcome:rating')?.arms.new?.n).toBe(0);
    expect(data.metrics.map(({ metric }) => metric)).not.toContain('outcome:solved');
    expect(isAwaited({ metric: 'cost_per_answer', standing: 'primary' })).toBe(false);
    const { verdicts, warnings } = compare(data, {}, distributions);
    expect(verdicts[0]?.verdict.sentence).toContain('too little is known of outcome:rating');
    expect(warnings.join(' ')).not.toContain('no outcome is compared');
    expect(outcomeWarnings([{ metric: 'latency_ms' }])).toEqual([
      expect.stringContaining('no outcome is compared'),
    ]);
  });

  it('counts units of the control for the control, whatever they were served', async () => {
    const stage = new Stage();
    for (const value of ['old', 'new', 'vip']) stage.ask({ value });
    stage.ask({ role: 'candidate' });
    const { exposures, data } = await stage.read();
    expect(exposures.arms.map(({ value, exposures: n }) => [value, n])).toEqual([
      ['old', 3],
      ['new', 1],
    ]);
    expect(data.arms.map(({ share }) => share)).toEqual([75, 25]);
  });

  it('leaves out what was measured outside of the time, to the minute', async () => {
    const stage = new Stage();
    for (const minute of [-1, 0, 29, 30, 90, 19 * 60, 20 * 60 - 1, 20 * 60]) {
      stage.ask({ atMs: START + minute * MINUTE });
    }
    const { exposures } = await stage.read();
    expect(exposures.arms[0]?.exposures).toBe(6);
    expect([...(exposures.arms[0]?.byDay ?? [])]).toEqual([
      [Date.UTC(2026, 10, 2), 4],
      [Date.UTC(2026, 10, 3), 2],
    ]);
  });

  it('comes by groups of users where they are told apart', async () => {
    const stage = new Stage('users');
    for (const bucket of [0, 16, 3]) stage.ask({ bucket, metrics: { LatencyMs: 100 + bucket } });
    const { data } = await stage.read();
    const latency = data.metrics.find(({ metric }) => metric === 'latency_ms');
    expect(data.arms[0]?.groups).toEqual([2, 0, 0, 1, ...new Array(12).fill(0)]);
    expect(latency?.groups?.old?.[0]).toMatchObject({ n: 2, sum: 216 });
    expect(latency?.groups?.old?.[3]).toMatchObject({ n: 1, sum: 103 });
  });

  it('has no groups where they were not told apart all the time', async () => {
    const stage = new Stage();
    stage.ask({ metrics: { LatencyMs: 100 } });
    const { data } = await stage.read();
    expect(data.arms[0]).not.toHaveProperty('groups');
    for (const metric of data.metrics) expect(metric).not.toHaveProperty('groups');
  });

  it('has no groups of outcomes of which some came without one', async () => {
    const stage = new Stage('users');
    stage.ask({ metrics: { LatencyMs: 100 } });
    stage.tell('rating', [0.5], 'control', 3);
    stage.tell('rating', [0.5, 1], 'control');
    const { data } = await stage.read();
    const groupsOf = (name: string) => data.metrics.find(({ metric }) => metric === name)?.groups;
    expect(groupsOf('outcome:rating')).toBeUndefined();
    expect(groupsOf('latency_ms')).toBeDefined();
  });

  it('has percentiles by day of a latency, with the ends of their intervals', async () => {
    const stage = new Stage();
    for (let at = 0; at <= 1000; at += 1) {
      stage.ask({ atMs: START + HOUR, metrics: { LatencyMs: 100 + at } });
      stage.ask({ atMs: START + HOUR, role: 'candidate', metrics: { LatencyMs: 300 + at } });
    }
    const { data } = await stage.read();
    const [day] = data.metrics.find(({ metric }) => metric === 'latency_ms')?.quantiles?.old ?? [];
    expect(day?.n).toBe(1001);
    expect(day?.points.find(({ probability }) => probability === 0.5)?.value).toBeCloseTo(600, 6);
    expect(day?.points.length).toBeGreaterThan(6);
  });

  it('is refused where CloudWatch gives a part of it', async () => {
    const stage = new Stage();
    stage.ask({});
    const whole = stage.handler;
    stage.handler = async (request) => {
      const answer = await whole(request);
      const body = String(answer.body).replaceAll('"Complete"', '"PartialData"');
      return { ...answer, body };
    };
    await expect(stage.read()).rejects.toMatchObject({ code: 'guard-data-partial' });
  });
});
