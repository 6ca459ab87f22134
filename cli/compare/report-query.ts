import type { ComparisonOptions } from '../../core/experiment/experiment.ts';
import type { OutcomeDeclaration } from '../../core/outcomes/outcome-declaration.ts';
import { type ComparedMetric, comparedMetrics } from '../../lambda/comparison/compared-metrics.ts';
import { badArgument } from '../bad-argument.ts';

/** What is asked of a source, whichever it is. */
export interface ReportQuery {
  /** Epoch milliseconds; `undefined` = as the source has it. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly flag: string | undefined;
  /** Names of metrics; `undefined` = all. */
  readonly metrics: readonly string[] | undefined;
  readonly outcomes: readonly OutcomeDeclaration[];
  readonly comparison: Partial<ComparisonOptions>;
}

/** The metrics that are asked for. Throws `bad-argument` for a name that is none. */
export function askedMetrics({
  metrics,
  outcomes,
}: Pick<ReportQuery, 'metrics' | 'outcomes'>): readonly ComparedMetric[] {
  const all = comparedMetrics(outcomes);
  if (metrics === undefined) return all;
  const names = all.map(({ name }) => name);
  const unknown = metrics.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw badArgument(`--metric is ${JSON.stringify(unknown)}; use any of ${names.join(', ')}`);
  }
  return all.filter(({ name }) => metrics.includes(name));
}
