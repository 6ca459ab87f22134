import type { ListMetricsInput, ListMetricsOutput, Metric } from '@aws-sdk/client-cloudwatch';
import { invalidValue } from './errors.ts';
import type { MetricGroup, MetricStore } from './metric-store.ts';
import { page } from './page.ts';

/** Metrics an answer of ListMetrics holds at most (API reference). */
const PAGE_SIZE = 500;

/** ListMetrics: every metric ever put that fits the filters. Throws `InvalidParameterValue`, `InvalidNextToken`. */
export function listMetrics(store: MetricStore, input: ListMetricsInput): ListMetricsOutput {
  if (input.RecentlyActive !== undefined) {
    throw invalidValue(`got RecentlyActive ${input.RecentlyActive}, which is not modelled; leave it out`);
  }
  const found: Metric[] = [];
  for (const group of store.groups()) {
    if (!fits(group, input)) continue;
    for (const name of group.metrics.keys()) {
      if (input.MetricName === undefined || input.MetricName === name) found.push(toMetric(group, name));
    }
  }
  const { items, nextToken } = page(found, input.NextToken, PAGE_SIZE);
  return { Metrics: [...items], ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

function fits(group: MetricGroup, input: ListMetricsInput): boolean {
  if (input.Namespace !== undefined && input.Namespace !== group.namespace) return false;
  return (input.Dimensions ?? []).every((filter) =>
    group.dimensions.some(
      ([name, value]) => name === filter.Name && (filter.Value === undefined || filter.Value === value),
    ),
  );
}

function toMetric(group: MetricGroup, name: string): Metric {
  return {
    Namespace: group.namespace,
    MetricName: name,
    Dimensions: group.dimensions.map(([Name, Value]) => ({ Name, Value })),
  };
}
