import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../../core/evaluation/decision.ts';
import type { GuardData } from '../../../core/guard/guard-data.ts';
import { metricReader } from '../../../lambda/guard/aws-readers.ts';
import {
  CloudWatchGuardData,
  MAX_WINDOW_MS,
  METRIC_SETTLE_MS,
} from '../../../lambda/guard/guard-data-source.ts';
import { createMetricsRecord } from '../../../lambda/inference/metrics-record.ts';
import { METRIC, type MetricName } from '../../../lambda/metric-names.ts';
import { createOutcomeRecord, type OutcomeArm } from '../../../lambda/outcomes/outcome-record.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from '../../../local/cloudwatch/http.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { aGuard, NAMES } from './guarded-scene.ts';

const MINUTE = 60_000;
/** Twenty to one. */
const SINCE = Date.UTC(2026, 0, 1, 12, 40);

const guard = aGuard({
  guardrails: [
    { metric: 'errors', tolerance: 1.1 },
    { metric: 'latency_ms', tolerance: 1.2 },
    { metric: 'outcome:score', direction: 'down', tolerance: 0.97 },
    { metric: 'outcome:score', direction: 'up', tolerance: 1.5, method: 'mean' },
  ],
});

/** CloudWatch with what the functions that serve and report outcomes write into it. */
class Producers {
  readonly cloudWatch = new CloudWatch({ clock: new VirtualClock(SINCE) });
  readonly #request = createMetricsRecord({ ...NAMES, guard });
  readonly #outcome = createOutcomeRecord({ ...NAMES, guard });

  request(atMs: number, role: Role, bucket: number, metrics: Partial<Record<MetricName, number>>): void {
    const measured = { metrics: { [METRIC.requests]: 1, [METRIC.errors]: 0, ...metrics }, properties: {} };
    this.cloudWatch.ingestLog(this.#request({ ...measured, flag: 'm', role, bucket, timestampMs: atMs }));
  }

  outcome(atMs: number, role: Role, bucket: number, value: number, arm?: OutcomeArm): void {
    this.cloudWatch.ingestLog(this.#outcome({ name: 'score', value, role, bucket, arm, timestampMs: atMs }));
  }

  async read(
    minutes: number,
    shares: readonly [] = [],
    independence = guard.independence,
  ): Promise<GuardData> {
    const { client } = await connect(CloudWatchClient, cloudWatchHandler(this.cloudWatch));
    const options = { ...NAMES, guard: { ...guard, independence } };
    const rollout = { flag: 'm', candidates: ['new'], controls: ['old'], sinceMs: SINCE, shares };
    const nowMs = SINCE + minutes * MINUTE + METRIC_SETTLE_MS;
    return new CloudWatchGuardData(metricReader(client), options).read(
      rollout,
      nowMs,
      new AbortController().signal,
    );
  }
}

describe('what a verdict rests on', () => {
  it('is what the inference function wrote, by role and minute', async () => {
    const producers = new Producers();
    producers.request(SINCE, 'candidate', 3, { [METRIC.errors]: 1, [METRIC.latencyMs]: 30 });
    producers.request(SINCE + MINUTE, 'candidate', 3, { [METRIC.latencyMs]: 40 });
    producers.request(SINCE + MINUTE, 'control', 3, {});
    const { metrics, requests, firstMinute } = await producers.read(2);
    expect(firstMinute).toBe(SINCE / MINUTE);
    expect(metrics[0]?.minutes).toEqual({
      candidate: { exposures: new Float64Array([1, 1]), sums: new Float64Array([1, 0]) },
      control: { exposures: new Float64Array([0, 1]), sums: new Float64Array([0, 0]) },
    });
    expect(requests.minutes.control.exposures).toEqual(new Float64Array([0, 1]));
    expect(metrics[1]?.minutes.candidate).toEqual({
      exposures: new Float64Array([1, 1]),
      sums: new Float64Array([30, 40]),
      sumsOfSquares: new Float64Array([900, 1600]),
    });
  });

  it('counts those only of whom something was measured', async () => {
    const producers = new Producers();
    producers.request(SINCE, 'control', 3, { [METRIC.latencyMs]: 30 });
    producers.request(SINCE, 'control', 3, {});
    const { metrics } = await producers.read(1);
    expect(metrics.map(({ minutes }) => [...Array.from(minutes.control.exposures)])).toEqual([
      [2],
      [1],
      [0],
      [0],
    ]);
  });

  it('is what outcomes came to, once for guardrails in either direction', async () => {
    const producers = new Producers();
    const arm = { flag: 'm', value: 'new' };
    producers.outcome(SINCE, 'candidate', 20, 0.5, arm);
    producers.outcome(SINCE, 'candidate', 20, 1, arm);
    const { metrics } = await producers.read(1);
    const sums = { exposures: new Float64Array([2]), sums: new Float64Array([1.5]) };
    expect(metrics[2]?.minutes.candidate).toEqual(sums);
    expect(metrics[3]?.minutes.candidate).toEqual({ ...sums, sumsOfSquares: new Float64Array([1.25]) });
    expect(metrics[2]?.groups?.candidate.sums.map((hour) => Array.from(hour)[20 % 16])).toEqual([1.5]);
  });

  it.each<[string, Role, OutcomeArm | undefined]>([
    ['another value', 'candidate', { flag: 'm', value: 'newer' }],
    ['another flag', 'candidate', { flag: 'n', value: 'new' }],
    ['the same value on the other side', 'control', { flag: 'm', value: 'new' }],
    ['nobody knows what', 'candidate', undefined],
  ])('is no outcome of %s', async (_what, role, arm) => {
    const producers = new Producers();
    producers.outcome(SINCE, role, 20, 0.5, arm);
    const { minutes, groups } = (await producers.read(1)).metrics[2] ?? {};
    expect(minutes?.[role]).toEqual({ exposures: new Float64Array([0]), sums: new Float64Array([0]) });
    expect(groups?.[role].exposures.flatMap((hour) => [...Array.from(hour)])).toEqual(Array(16).fill(0));
  });

  it('is what each group of users came to in each clock hour', async () => {
    const producers = new Producers();
    for (const [minute, bucket] of [
      [0, 3],
      [19, 19],
      [20, 5],
    ] as const) {
      producers.request(SINCE + minute * MINUTE, 'candidate', bucket, { [METRIC.errors]: 1 });
    }
    const { metrics, requests } = await producers.read(25);
    const groups = metrics[0]?.groups?.candidate;
    expect(groups?.exposures.map((hour) => [hour.length, hour[3], hour[5]])).toEqual([
      [16, 2, 0],
      [16, 0, 1],
    ]);
    expect(groups?.sums).toEqual(groups?.exposures);
    expect(requests.groups?.candidate.exposures).toEqual(groups?.exposures);
  });

  it('needs no groups where requests count for themselves', async () => {
    const { metrics, requests } = await new Producers().read(2, [], 'requests');
    expect([requests, ...metrics].map(({ groups }) => groups)).toEqual(new Array(5).fill(undefined));
  });
});

describe('the minutes a verdict rests on', () => {
  it('begin with the rollout and end with the last one whose records have had time to arrive', async () => {
    const producers = new Producers();
    for (const minute of [-1, 0, 1, 2, 3]) producers.request(SINCE + minute * MINUTE, 'control', 3, {});
    const { requests } = await producers.read(2.5);
    expect(requests.minutes.control.exposures).toEqual(new Float64Array([1, 1]));
  });

  it('are none just after the rollout has begun', async () => {
    const data = await new Producers().read(-1);
    expect([data.shares, data.requests.minutes.control.exposures]).toEqual([[], new Float64Array(0)]);
  });

  it('begin anew before CloudWatch forgets the first of them', async () => {
    const windowMinutes = MAX_WINDOW_MS / MINUTE;
    const data = await new Producers().read(windowMinutes + 10);
    expect(data.firstMinute).toBe((SINCE + MAX_WINDOW_MS) / MINUTE);
    expect(data.shares).toHaveLength(10);
    expect((await new Producers().read(windowMinutes - 2)).shares).toHaveLength(windowMinutes - 2);
  });
});
