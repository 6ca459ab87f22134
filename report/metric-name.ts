import type { MetricName, ReportData } from './report-data.ts';

/** What metrics are called; one that has no name is called as it is counted. */
export function nameOfMetric({ metrics }: Pick<ReportData, 'metrics'>): (metric: string) => MetricName {
  return (metric) =>
    Object.hasOwn(metrics, metric) ? (metrics[metric] ?? plainName(metric)) : plainName(metric);
}

function plainName(metric: string): MetricName {
  return { label: metric, unit: 'number' };
}
