import type { Independence } from '../../../core/guard/guard.ts';
import { createMetricsRecord } from '../../../lambda/inference/metrics-record.ts';
import { METRIC } from '../../../lambda/metric-names.ts';
import { createOutcomeRecord } from '../../../lambda/outcomes/outcome-record.ts';
import { Random } from '../../../local/random.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { aGuardedStage, GUARD, parametersOf } from '../guarded-stage.ts';
import { type CliStage, MINUTE } from '../stage.ts';

export const HOUR = 60 * MINUTE;
export const NAMES = { service: 'shop', stage: 'prod' };
export const OUTCOMES = { task_completed: { direction: 'up', primary: true } } as const;

/** What one arm's requests are like. */
export interface ArmTraffic {
  /** Share of requests that fail. */
  readonly errors?: number;
  /** Median of the latency in milliseconds. */
  readonly latencyMs?: number;
  /** Share of answers after which the task is completed; each is told. */
  readonly completed?: number;
}

export interface Traffic {
  readonly flag?: string;
  /** Requests an hour, of both arms together. */
  readonly requests: number;
  /** Share of the candidate; a half unless given. */
  readonly share?: number;
  readonly candidate: ArmTraffic & { readonly value?: string };
  readonly control: ArmTraffic & { readonly value?: string };
}

/** `new` for so many per cent, else `old`. */
export function aRollout(percentage: number): unknown {
  return aDocument([aFlag({ rules: [aPercentage(percentage)] })]);
}

/** A stage that declares an outcome, and compares what its document does. */
export function aComparedStage(first: unknown = aDocument([aFlag()])): Promise<CliStage> {
  return aGuardedStage({ first }, { ...parametersOf(GUARD), outcomes: JSON.stringify(OUTCOMES) });
}

/** How traffic is written. */
export interface ServeOptions {
  readonly comparisons?: Independence;
  readonly seed?: number;
}

/** Lets hours of traffic pass, written by the functions' own records. */
export async function serveArms(
  stage: CliStage,
  hours: number,
  traffic: Traffic,
  { comparisons = 'users', seed = 1 }: ServeOptions = {},
): Promise<void> {
  const random = new Random(seed);
  const lines = linesOf(traffic, comparisons, random);
  for (let hour = 0; hour < hours; hour += 1) {
    for (let at = 0; at < traffic.requests; at += 1) {
      for (const line of lines(stage.clock.now())) stage.cloudWatch.ingestLog(line);
    }
    await stage.pass(HOUR);
  }
}

/** The records of one request after the other, each with what became of its answer. */
export function linesOf(
  traffic: Omit<Traffic, 'requests'>,
  comparisons: Independence,
  random: Random,
): (timestampMs: number) => readonly string[] {
  const record = createMetricsRecord({ ...NAMES, comparisons });
  const outcome = createOutcomeRecord({ ...NAMES, comparisons });
  return (timestampMs) => {
    const role = random.chance(traffic.share ?? 0.5) ? 'candidate' : 'control';
    const { value = role === 'candidate' ? 'new' : 'old', ...arm } = traffic[role];
    const { flag = 'm' } = traffic;
    const where = { role, flag, bucket: random.integer(100_000), timestampMs } as const;
    const isError = random.chance(arm.errors ?? 0.02);
    const metrics = {
      ...{ [METRIC.requests]: 1, [METRIC.errors]: isError ? 1 : 0 },
      [METRIC.latencyMs]: (arm.latencyMs ?? 500) * Math.exp(0.3 * random.normal()),
      [METRIC.outputTokens]: 50 + random.integer(100),
    };
    const costUsd = 0.001 + 0.001 * random.uniform();
    const request = record({
      ...{ ...where, metrics, properties: {} },
      arm: { value, costUsd, isAnswered: !isError },
    });
    if (arm.completed === undefined) return [request];
    const isCompleted = random.chance(arm.completed) ? 1 : 0;
    return [request, outcome({ ...where, ...TASK, value: isCompleted, arm: { flag, value } })];
  };
}

const TASK = { name: 'task_completed' };
