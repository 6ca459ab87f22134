import type { Contrast, MetricComparison } from './comparison.ts';
import type { ComparisonOptions, ExperimentData } from './experiment.ts';

/** Days below which some weekdays are missing. */
const WEEK = 7;

/** What a reader has to know beside the verdicts. */
export function warningsOf(
  { days, metrics: data, segments = [], warnings = [] }: ExperimentData,
  metrics: readonly MetricComparison[],
  { looks, alpha }: ComparisonOptions,
): readonly string[] {
  return [
    ...warnings,
    ...when(
      looks === 'once',
      'The verdict holds for one look at a moment that was fixed beforehand; looked at daily it is wrong more often than promised.',
    ),
    ...when(days < WEEK, 'It has been less than a week: not all weekdays are in it.'),
    ...metrics.filter(({ standing }) => standing === 'secondary').flatMap(worseText),
    ...when(
      data.some(({ groups }) => !groups),
      `Requests of one user count as independent in ${data
        .filter(({ groups }) => !groups)
        .map(({ metric }) => metric)
        .join(', ')}: users who ask often make these intervals too narrow.`,
    ),
    ...when(
      segments.length > 1,
      `${segments.length} segments were looked at: of so many, some look different by chance. Their p-values are adjusted for it, to ${alpha} for all of them together; their intervals are not.`,
    ),
  ];
}

function when(isSo: boolean, warning: string): readonly string[] {
  return isSo ? [warning] : [];
}

/** Metrics that the verdict does not rest on and that got worse all the same. */
function worseText({ metric, contrasts }: MetricComparison): readonly string[] {
  const isWorse = ({ verdict }: Contrast): boolean => verdict.kind === 'worse';
  return contrasts
    .filter(isWorse)
    .map(({ value }) => `${metric} of ${value} is worse; it is not a primary metric.`);
}
