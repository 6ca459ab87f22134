import type { MetricName, ReportData } from './report-data.ts';

/** What metrics are called; one that has no name is called as it is counted. */
export function nameOfMetric({ metrics }: Pick<ReportData, 'metrics'>): (metric: string) => MetricName {
  return (metric) =>
    Object.hasOwn(metrics, metric) ? (metrics[metric] ?? plainName(metric)) : plainName(metric);
}

/**
 * Sentences with metrics called as a reader calls them. A sentence names a metric as it is counted; a part of a longer
 * word is none.
 */
export function inWords({ metrics }: Pick<ReportData, 'metrics'>): (sentence: string) => string {
  const names = Object.keys(metrics).sort((one, other) => other.length - one.length);
  if (names.length === 0) return (sentence) => sentence;
  const escaped = names.map((name) => name.replace(/[^\w]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\w:.-])(?:${escaped.join('|')})(?![\\w-]|:\\w)`, 'g');
  return (sentence) =>
    sentence.replace(pattern, (name, offset) => {
      const label = metrics[name]?.label ?? name;
      return offset === 0 ? label : label.charAt(0).toLowerCase() + label.slice(1);
    });
}

function plainName(metric: string): MetricName {
  return { label: metric, unit: 'number' };
}
