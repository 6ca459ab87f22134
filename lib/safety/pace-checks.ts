import { Token } from 'aws-cdk-lib';
import type { CfnDeploymentStrategy } from 'aws-cdk-lib/aws-appconfig';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmsAmong } from './monitor-checks.ts';
import { type Rendered, rendered } from './rendered.ts';
import type { Finding } from './synth-check.ts';

/** Time from a log line to a datapoint that alarms see. AWS promises none; the rehearsal takes the same (BEHAVIOUR R10). */
const METRIC_DELAY_SECONDS = 30;

/** What a rollout goes by. */
export interface Pace {
  readonly strategy: CfnDeploymentStrategy;
  readonly monitors: readonly IAlarm[];
  /** Between two looks of an agent. */
  readonly pollSeconds: number;
}

/** A monitor, and the seconds from a step until it can fire at the earliest. */
interface Reaction {
  readonly path: string;
  readonly seconds: number;
}

/** A strategy as AppConfig gets it. */
interface Timing {
  readonly stepSeconds: number;
  readonly bakeSeconds: number;
}

/**
 * Warns when a step, or the bake, is over before monitors can fire on it: after poll interval, metric delay, and as many
 * bad periods as the alarm asks for. A step is for most of the monitors, since a slow one may speak in the next; the bake is
 * for all, since nothing is taken back after it. Values that are tokens are not judged.
 */
export function paceFindings({ strategy, monitors, pollSeconds }: Pace): readonly Finding[] {
  const timing = timingOf(rendered(strategy));
  if (timing === undefined || Token.isUnresolved(pollSeconds)) return [];
  const reactions = alarmsAmong(monitors).flatMap(({ path, resource }) => {
    const evaluation = evaluationSeconds(rendered(resource));
    if (evaluation === undefined) return [];
    return [{ path, seconds: pollSeconds + METRIC_DELAY_SECONDS + evaluation }];
  });
  return [...shortStep(timing, reactions), ...shortBake(timing, reactions)];
}

function shortStep({ stepSeconds }: Timing, reactions: readonly Reaction[]): readonly Finding[] {
  const late = reactions.filter(({ seconds }) => seconds > stepSeconds);
  if (2 * late.length <= reactions.length) return [];
  const message = `a step of the rollout lasts ${stepSeconds} s, but poll, metric delay and evaluation take ${listed(late)}: raise rolloutDuration or growthPercent`;
  return [{ check: 'short-step', message }];
}

function shortBake({ bakeSeconds }: Timing, reactions: readonly Reaction[]): readonly Finding[] {
  const late = reactions.filter(({ seconds }) => seconds > bakeSeconds);
  if (bakeSeconds === 0 || late.length === 0) return [];
  const message = `the bake lasts ${bakeSeconds} s, but poll, metric delay and evaluation take ${listed(late)}, so the last step is over unjudged: raise bakeTime`;
  return [{ check: 'short-bake', message }];
}

function timingOf(strategy: Rendered): Timing | undefined {
  const {
    DeploymentDurationInMinutes: minutes,
    GrowthFactor: percent,
    FinalBakeTimeInMinutes: bake,
  } = strategy;
  if (typeof minutes !== 'number' || typeof percent !== 'number' || typeof bake !== 'number')
    return undefined;
  return { stepSeconds: (minutes * 60 * percent) / 100, bakeSeconds: bake * 60 };
}

/** The bad periods that an alarm needs; `undefined` where only the deployment knows. */
function evaluationSeconds(alarm: Rendered): number | undefined {
  const periods = periodsOf(alarm);
  const { EvaluationPeriods: all, DatapointsToAlarm: bad = all } = alarm;
  if (typeof bad !== 'number' || periods.length === 0) return undefined;
  return bad * Math.max(...periods);
}

interface MetricQuery {
  readonly Period?: unknown;
  readonly MetricStat?: { readonly Period?: unknown };
}

function periodsOf({ Period: period, Metrics: metrics }: Rendered): readonly number[] {
  const queries: readonly MetricQuery[] = Array.isArray(metrics) ? metrics : [];
  return [period, ...queries.flatMap((query) => [query.Period, query.MetricStat?.Period])].filter(
    (one) => typeof one === 'number',
  );
}

function listed(reactions: readonly Reaction[]): string {
  return reactions.map(({ path, seconds }) => `${seconds} s until ${path} can fire`).join(', ');
}
