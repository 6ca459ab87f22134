import type { AdjustedP, ComparisonVerdict, Contrast } from './comparison.ts';
import { decide } from './decide.ts';
import type { Distributions } from './distributions.ts';
import { detectableOf, type Effects, effectsOf } from './effects.ts';
import type { ComparisonOptions, ExperimentMetric } from './experiment.ts';
import { outlookOf } from './outlook.ts';
import { estimatePair, type Pair, varianceSource } from './pair.ts';
import { quantileDifferences } from './quantiles.ts';
import {
  differenceSentence,
  equivalenceSentence,
  type Subject,
  waitingSentence,
} from './verdict-sentence.ts';

/** One arm against the control in one metric, before its p-values are adjusted for the others. */
export interface Draft {
  readonly metric: ExperimentMetric;
  readonly value: string;
  readonly control: string;
  /** Left out where there is too little data. */
  readonly found?: { readonly pair: Pair; readonly effects: Effects };
}

/** What the adjustment made of a draft. */
export interface Adjusted {
  readonly p: AdjustedP;
  /** Contrasts that share alpha with this one. */
  readonly family: number;
  readonly days: number;
}

export function draftContrast(
  metric: ExperimentMetric,
  [value, control]: readonly [string, string],
  options: ComparisonOptions,
  distributions: Distributions,
): Draft {
  const pair = estimatePair(metric, value, control);
  if (!pair) return { metric, value, control };
  return { metric, value, control, found: { pair, effects: effectsOf(pair, options, distributions) } };
}

/** The contrast with its verdict. */
export function finishContrast(
  { metric, value, control, found }: Draft,
  { p, family, days }: Adjusted,
  options: ComparisonOptions,
  distributions: Distributions,
): Contrast {
  const [own, others] = [metric.quantiles?.[value], metric.quantiles?.[control]];
  const quantiles = own && others && quantileDifferences(own, others, options.alpha, distributions);
  const common = { value, adjustedP: p, ...(quantiles && { quantiles }) };
  if (!found) {
    const verdict: ComparisonVerdict = {
      kind: 'not-yet',
      sentence: waitingSentence({ metric: metric.metric, value, control }, {}),
    };
    return { ...common, detectable: {}, varianceFrom: varianceSource(metric, value, control), verdict };
  }
  const { pair, effects } = found;
  const margin = metric.margin ?? options.margin;
  const subject: Subject = {
    metric: metric.metric,
    value,
    control,
    looks: options.looks,
    margin,
    ...effects,
  };
  const kind = decide({ ...effects, adjustedP: p, direction: metric.direction, margin }, options);
  const outlook = (): ComparisonVerdict => {
    const course = { pair, days, margin, alpha: options.alpha / family };
    const wait = pair.control.mean > 0 ? outlookOf(course, options, distributions) : {};
    return { kind: 'not-yet', ...wait, sentence: waitingSentence(subject, wait) };
  };
  return {
    ...common,
    ...effects,
    detectable: detectableOf(pair, options, distributions),
    varianceFrom: pair.varianceFrom,
    ...(pair.covariate && { covariate: pair.covariate }),
    verdict: kind === 'not-yet' ? outlook() : { kind, sentence: sentenceOf(kind, subject) },
  };
}

function sentenceOf(kind: 'better' | 'worse' | 'no-meaningful-difference', subject: Subject): string {
  return kind === 'no-meaningful-difference'
    ? equivalenceSentence(subject)
    : differenceSentence(kind, subject);
}
