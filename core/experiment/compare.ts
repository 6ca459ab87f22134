import { elementAt } from '../element-at.ts';
import { meanOf } from './arm-estimate.ts';
import { armVerdict } from './arm-verdict.ts';
import type { Adjustment, Comparison, ComparisonVerdict, Contrast, MetricComparison } from './comparison.ts';
import { type Draft, draftContrast, finishContrast } from './contrast.ts';
import type { Distributions } from './distributions.ts';
import {
  COMPARISON_DEFAULTS,
  type ComparisonOptions,
  type ExperimentData,
  type ExperimentMetric,
} from './experiment.ts';
import { adjustFamily } from './family.ts';
import { sampleRatioP } from './look.ts';
import { NO_MOMENTS } from './moments.ts';
import { checkSampleRatio } from './sample-ratio-check.ts';
import { mismatchVerdict } from './verdict-sentence.ts';
import { warningsOf } from './warnings.ts';

/**
 * The result of an experiment: every arm against the control in every metric, and a verdict.
 *
 * Any arm is called better or worse that is not with probability at most `alpha`, over all arms and the primary metrics and
 * guardrails, at the one look or at all looks together (`options.looks`). Secondary metrics share a false discovery rate
 * of `alpha`, and all segments another `alpha`. docs/comparison.md has what is assumed.
 */
export function compare(
  data: ExperimentData,
  options: Partial<ComparisonOptions>,
  distributions: Distributions,
): Comparison {
  const whole: ComparisonOptions = { ...COMPARISON_DEFAULTS, ...options };
  const sampleRatio = checkSampleRatio(data.arms, whole, distributions);
  const replaced = sampleRatio.isMismatch
    ? mismatchVerdict(sampleRatioP(sampleRatio, whole.looks))
    : undefined;
  const setting: Setting = { data, options: whole, distributions, replaced };
  const metrics = compareMetrics(setting);
  return {
    flag: data.flag,
    control: data.control,
    days: data.days,
    options: whole,
    sampleRatio,
    verdicts: candidatesOf(data).map((value) => ({
      value,
      verdict: replaced ?? armVerdict(value, metrics),
    })),
    metrics,
    segments: compareSegments(setting),
    warnings: warningsOf(data, metrics, whole),
  };
}

/** What every step needs. */
interface Setting {
  readonly data: ExperimentData;
  readonly options: ComparisonOptions;
  readonly distributions: Distributions;
  /** Stands in for every verdict. */
  readonly replaced: ComparisonVerdict | undefined;
}

function candidatesOf({ arms, control }: ExperimentData): readonly string[] {
  return arms.map(({ value }) => value).filter((value) => value !== control);
}

function compareMetrics(setting: Setting): readonly MetricComparison[] {
  const metrics = withPrimaries(setting.data.metrics);
  const [deciding, secondary] = [metrics.filter(isDeciding), metrics.filter((one) => !isDeciding(one))];
  const compared = [
    ...judged(setting, deciding, 'holm'),
    ...judged(setting, secondary, 'benjamini-hochberg'),
  ];
  return metrics.flatMap((metric) =>
    compared.flatMap(([own, comparison]) => (own === metric ? [comparison] : [])),
  );
}

function compareSegments(setting: Setting): Comparison['segments'] {
  const { segments = [] } = setting.data;
  const all = segments.flatMap(({ metrics }) => metrics);
  const compared = judged(setting, all, 'holm').map(([, comparison]) => comparison);
  let from = 0;
  return segments.map(({ name, metrics }) => {
    const to = from + metrics.length;
    const own = compared.slice(from, to);
    from = to;
    return { name, metrics: own };
  });
}

/** Without a primary metric all are. */
function withPrimaries(metrics: readonly ExperimentMetric[]): readonly ExperimentMetric[] {
  const isAny = metrics.some(({ standing }) => standing === 'primary');
  return isAny ? metrics : metrics.map((metric) => ({ ...metric, standing: 'primary' }));
}

function isDeciding({ standing }: ExperimentMetric): boolean {
  return standing !== 'secondary';
}

/** Metrics whose contrasts share alpha, each with its comparison, in their order. */
function judged(
  setting: Setting,
  metrics: readonly ExperimentMetric[],
  method: Adjustment,
): readonly (readonly [ExperimentMetric, MetricComparison])[] {
  const { data, options, distributions, replaced } = setting;
  const candidates = candidatesOf(data);
  const drafts = metrics.flatMap((metric): readonly Draft[] =>
    candidates.map((value) => draftContrast(metric, [value, data.control], options, distributions)),
  );
  const pValues = adjustFamily(drafts, method);
  const contrasts = drafts.map((draft, at): Contrast => {
    const adjusted = { p: elementAt(pValues, at), family: drafts.length, days: data.days };
    const contrast = finishContrast(draft, adjusted, options, distributions);
    return replaced ? { ...contrast, verdict: replaced } : contrast;
  });
  return metrics.map((metric, at) => {
    const { kind, direction, standing, margin = options.margin } = metric;
    const arms = data.arms.map(({ value }) => armSummary(metric, value));
    const own = contrasts.slice(at * candidates.length, (at + 1) * candidates.length);
    return [metric, { metric: metric.metric, kind, direction, standing, margin, arms, contrasts: own }];
  });
}

function armSummary({ arms, kind }: ExperimentMetric, value: string): MetricComparison['arms'][number] {
  const moments = arms[value] ?? NO_MOMENTS;
  const mean = meanOf(moments, kind);
  return { value, n: moments.n, ...(mean !== undefined && { mean }) };
}
