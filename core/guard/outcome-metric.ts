import type { GuardMetric } from './guard.ts';

const PREFIX = 'outcome:';

/** What guardrails and comparisons call the metric of an outcome. */
export function metricOfOutcome(name: string): Extract<GuardMetric, `outcome:${string}`> {
  return `${PREFIX}${name}`;
}

/** Name of the outcome that a metric is of; `undefined` for a metric of requests. */
export function outcomeOfMetric(metric: string): string | undefined {
  return metric.startsWith(PREFIX) ? metric.slice(PREFIX.length) : undefined;
}
