import type { MetricDatum, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { STAGES } from '../../../config/stages.ts';
import type { Role } from '../../../core/evaluation/decision.ts';
import { DIMENSION, METRIC, METRIC_NAMESPACE, type MetricName } from '../../../lambda/metric-names.ts';
import type { RolloutConfig } from '../../../lib/stage-config.ts';
import { growthSteps } from '../../../local/appconfig/growth.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch, METRIC_DELAY_MS } from '../../../local/cloudwatch/cloudwatch.ts';
import type { Random } from '../../../local/random.ts';
import type { Answers, Arm } from './arms.ts';
import { poisson } from './arrivals.ts';

const MINUTE_MS = 60_000;
const HALF_MINUTE_MS = MINUTE_MS / 2;
/** Limit of PutMetricData on the values of one datum. */
const MAX_VALUES = 150;
const START_MS = Date.UTC(2026, 0, 5);

export interface SimulatedRollout {
  /** Mean of the Poisson traffic of the whole service. */
  readonly requestsPerMinute: number;
  /** Share of the units behind the gate that are candidates, per cent. */
  readonly gatePercentage: number;
  readonly candidate: Arm;
  readonly control: Arm;
  /** Default: that of the rehearsal, {@link METRIC_DELAY_MS}. */
  readonly metricDelayMs?: number;
}

/** A rollout that the alarms took back. */
export interface Rollback {
  /** Whole minutes from the first candidate request's step to the alarm. */
  readonly minutes: number;
  /** Names of the alarms that fired first, in the same minute. */
  readonly alarms: readonly string[];
}

/**
 * Plays a rollout by production's strategy against the embedded CloudWatch until an alarm fires; `undefined` = none did
 * before the bake time was over. Requests come in half minutes, so that with a delay of half a minute an evaluation
 * does not see the newest half minute yet. Nothing is simulated of agents, polls and cold starts.
 */
export function playRollout(
  alarms: readonly PutMetricAlarmInput[],
  rollout: SimulatedRollout,
  random: Random,
): Rollback | undefined {
  const clock = new VirtualClock(START_MS);
  const { metricDelayMs = METRIC_DELAY_MS } = rollout;
  const cloudWatch = new CloudWatch({ clock, metricDelayMs });
  for (const alarm of alarms) cloudWatch.putMetricAlarm(alarm);
  const fired: string[] = [];
  cloudWatch.onAlarmStateChange(({ alarmName, to }) => {
    if (to === 'ALARM') fired.push(alarmName);
  });
  for (const [index, share] of exposureByHalfMinute(STAGES.prod.rollout).entries()) {
    const middleMs = clock.now() + HALF_MINUTE_MS / 2;
    clock.advance(HALF_MINUTE_MS);
    const data = metricData(exposedAnswers(rollout, share, random), middleMs);
    if (data.length > 0) cloudWatch.putMetricData({ Namespace: METRIC_NAMESPACE, MetricData: data });
    cloudWatch.tick();
    if (fired.length > 0) return { minutes: (index + 1) / 2, alarms: fired };
  }
  return undefined;
}

/** Share of the users who see the new document, 0 to 1, for each half minute from the first step to the bake time's end. */
function exposureByHalfMinute({
  growthPercent,
  durationMinutes,
  bakeMinutes,
}: RolloutConfig): readonly number[] {
  const steps = growthSteps(
    { type: 'LINEAR', factor: growthPercent, durationMs: durationMinutes * MINUTE_MS },
    'after-one-step',
  );
  const shares: number[] = [];
  const endMs = (durationMinutes + bakeMinutes) * MINUTE_MS;
  for (let atMs = steps[0]?.afterMs ?? 0; atMs < endMs; atMs += HALF_MINUTE_MS) {
    shares.push((steps.findLast(({ afterMs }) => afterMs <= atMs)?.percentage ?? 0) / 100);
  }
  return shares;
}

/** Half a minute's requests. Only who sees the new document reaches the gate and has a role. */
function exposedAnswers(rollout: SimulatedRollout, share: number, random: Random): Record<Role, Answers> {
  const { requestsPerMinute, gatePercentage, candidate, control } = rollout;
  const mean = (requestsPerMinute * share) / 2;
  const ofCandidate = (mean * gatePercentage) / 100;
  return {
    candidate: candidate(poisson(ofCandidate, random), random),
    control: control(poisson(mean - ofCandidate, random), random),
  };
}

function metricData(answers: Record<Role, Answers>, atMs: number): MetricDatum[] {
  return Object.entries(answers).flatMap(([role, { requests, errors, latenciesMs }]) => {
    const of = (MetricName: MetricName, data: Pick<MetricDatum, 'Values' | 'Counts'>): MetricDatum => ({
      MetricName,
      ...data,
      Timestamp: new Date(atMs),
      Dimensions: [
        { Name: DIMENSION.service, Value: STAGES.prod.service },
        { Name: DIMENSION.environment, Value: STAGES.prod.stage },
        { Name: DIMENSION.role, Value: role },
      ],
    });
    return [
      of(METRIC.requests, counted([[1, requests]])),
      of(
        METRIC.errors,
        counted([
          [1, errors],
          [0, requests - errors],
        ]),
      ),
      ...chunksOf(latenciesMs).map((Values) => of(METRIC.latencyMs, { Values })),
    ].filter(({ Values }) => Values?.length !== 0);
  });
}

/** Values that occurred, with how often. */
function counted(
  values: readonly (readonly [value: number, count: number])[],
): Pick<MetricDatum, 'Values' | 'Counts'> {
  const occurred = values.filter(([, count]) => count > 0);
  return { Values: occurred.map(([value]) => value), Counts: occurred.map(([, count]) => count) };
}

function chunksOf(values: readonly number[]): readonly number[][] {
  return Array.from({ length: Math.ceil(values.length / MAX_VALUES) }, (_, index) =>
    values.slice(index * MAX_VALUES, (index + 1) * MAX_VALUES),
  );
}
