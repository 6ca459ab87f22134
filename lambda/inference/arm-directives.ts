import type { Independence } from '../../core/guard/guard.ts';
import type { FurtherDirective } from '../embedded-metrics.ts';
import { ARM_DIMENSION_SETS, ARM_METRIC, METRIC, SQUARED } from '../metric-names.ts';

/** The side of a comparison that a request is on. */
export interface RequestArm {
  /** What the unit is to be served, as text. */
  readonly value: string;
  /** Cost of the first attempt in US dollars; absent when the model gave no answer at all. */
  readonly costUsd?: number;
  readonly isAnswered: boolean;
}

type Metrics = Readonly<Record<string, number>>;

/** Metrics of requests that arms are compared by. */
const COMPARED: readonly string[] = [
  ...[METRIC.requests, METRIC.errors, METRIC.malformedResponses, METRIC.overLatencyLimit],
  ...[METRIC.latencyMs, METRIC.outputTokens, ARM_METRIC.costUsd, ARM_METRIC.answeredCostUsd],
];

/** Those of them whose values are more than 0 or 1, so that means need squares. */
const SQUARES: readonly string[] = [METRIC.latencyMs, METRIC.outputTokens, ARM_METRIC.costUsd];

/** What comparisons need of a request that is in one, beyond its ordinary metrics. */
export function armDirectives(
  comparisons: Independence,
  measured: Metrics,
  arm: RequestArm,
): readonly FurtherDirective[] {
  const compared = among({ ...measured, ...costs(arm) });
  const arms = { dimensionSet: ARM_DIMENSION_SETS.arm, metrics: { ...compared, ...squares(compared) } };
  const groups = { dimensionSet: ARM_DIMENSION_SETS.group, metrics: compared };
  return comparisons === 'users' ? [arms, groups] : [arms];
}

function costs({ costUsd, isAnswered }: RequestArm): Metrics {
  if (costUsd === undefined) return {};
  return {
    [ARM_METRIC.costUsd]: costUsd,
    ...(isAnswered && { [ARM_METRIC.answeredCostUsd]: costUsd }),
  };
}

function among(metrics: Metrics): Metrics {
  return Object.fromEntries(Object.entries(metrics).filter(([name]) => COMPARED.includes(name)));
}

function squares(metrics: Metrics): Metrics {
  const squared = Object.entries(metrics).filter(([name]) => SQUARES.includes(name));
  return Object.fromEntries(squared.map(([name, value]) => [`${name}${SQUARED}`, value ** 2]));
}
