import { Color, type IWidget, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Guard } from '../../core/guard/guard.ts';
import { GUARD_METRIC } from '../../lambda/metric-names.ts';
import { PERIOD, type RolloutMetrics } from '../constructs/rollout-metrics.ts';
import { graph, LIMIT_COLOUR, madeLine } from './look.ts';

/** The functions of a guard. */
export interface GuardFunctions {
  readonly tick: LambdaFunction;
  /** @default - no completed rollout is watched */
  readonly watch?: LambdaFunction | undefined;
}

/** Below 1 evidence speaks for the candidate, and how far below is of no use. */
const LEAST_EVIDENCE = 0.01;

/** Colours of the guardrails' lines; more than these repeat. */
const COLOURS = [Color.BLUE, Color.GREEN, Color.PURPLE, Color.BROWN, Color.PINK, Color.GREY];

/** Evidence of the guard, whether it can see, and whether it runs. */
export function guardGraphs(
  metrics: RolloutMetrics,
  guard: Guard,
  functions: GuardFunctions,
): readonly IWidget[] {
  return [evidenceGraph(metrics, guard), stateGraph(metrics), functionGraph(functions)];
}

/**
 * In powers of ten: graphs of CloudWatch have no logarithmic axis, and evidence of a bad candidate grows by powers.
 */
function evidenceGraph(metrics: RolloutMetrics, { alpha, guardrails }: Guard): IWidget {
  const each = guardrails.map(({ metric, direction }, at) => {
    const label = `${metric}:${direction}`;
    const evidence = metrics.guardrailMax(GUARD_METRIC.evidence, label);
    const color = COLOURS[at % COLOURS.length] ?? Color.GREY;
    return madeLine({ name: `guardrail${at}`, metric: evidence, made: powerOfTen, label, color });
  });
  const together = madeLine({
    ...{ name: 'together', metric: metrics.guardMax(GUARD_METRIC.evidence), made: powerOfTen },
    ...{ label: 'all together', color: Color.ORANGE },
  });
  return graph('Evidence against the candidate', 'power of ten', {
    left: [...each, together],
    leftAnnotations: [
      { value: Math.log10(1 / alpha), label: `${1 / alpha}: roll back`, color: LIMIT_COLOUR },
      { value: 0, label: '1: none', color: Color.GREY },
    ],
    leftYAxis: { min: Math.log10(LEAST_EVIDENCE) },
  });
}

function powerOfTen(evidence: string): string {
  return `LOG10(IF(${evidence} > ${LEAST_EVIDENCE}, ${evidence}, ${LEAST_EVIDENCE}))`;
}

function stateGraph(metrics: RolloutMetrics): IWidget {
  return graph('What the guard says of itself', '1 = yes', {
    left: [
      metrics.guardMax(GUARD_METRIC.blind).with({ label: 'blind', color: LIMIT_COLOUR }),
      metrics
        .guardMax(GUARD_METRIC.sampleRatioMismatch)
        .with({ label: 'roles have other shares than they should', color: Color.PURPLE }),
      metrics
        .guardMax(GUARD_METRIC.watchActions)
        .with({ label: 'the watch took a candidate back', color: Color.ORANGE }),
    ],
    leftYAxis: { max: 1 },
  });
}

/** A tick that fails takes a deployment back, and one that is throttled does, too. */
function functionGraph(functions: GuardFunctions): IWidget {
  const lines = namedFunctions(functions).flatMap(([name, of]) => [
    of.metricErrors({ label: `${name} failed`, period: PERIOD }),
    of.metricThrottles({ label: `${name} throttled`, period: PERIOD }),
  ]);
  return graph('Functions of the guard', 'a minute', { left: lines });
}

/** The looks at a rollout that were logged last, with what they say. */
export function verdictLog(functions: GuardFunctions): IWidget {
  return new LogQueryWidget({
    title: 'What the guard and the watch said last',
    width: 24,
    height: 6,
    logGroupNames: namedFunctions(functions).map(([, of]) => of.logGroup.logGroupName),
    queryLines: [
      'fields @timestamp, look, coalesce(why, watch.reason, detail) as said, flag, Evidence, watch.action as action',
      "filter ispresent(look) and look != 'nothing-in-motion' or ispresent(watch.action) and watch.action != 'none'",
      'sort @timestamp desc',
      'limit 20',
    ],
  });
}

function namedFunctions({ tick, watch }: GuardFunctions): readonly (readonly [string, LambdaFunction])[] {
  return [['tick', tick], ...(watch ? [['watch', watch] as const] : [])];
}
