import type { MetricMinutes } from './guard-data.ts';
import { MeanEvidenceProcess } from './mean-evidence.ts';
import { MomentSums } from './moment-sums.ts';
import type { SpecialFunctions } from './normal-mixture.ts';
import type { IntervalOptions, RatioInterval } from './ratio-interval.ts';
import type { Direction } from './tilts.ts';

/** The largest ratio that is tried: the tangent of a right angle, as far as that is a number. */
const RIGHT_ANGLE = Math.PI / 2;
/** Halvings of a right angle: the ends are right to 15 digits around 1. */
const STEPS = 50;

/**
 * Interval for the ratio of means that holds the true one with probability 1 − alpha at every minute at once, as nearly
 * as the evidence is right: the ratios that neither direction rejects at alpha/2, so its lower end passes a tolerance
 * when the evidence upwards reaches 2/alpha. Values may not be negative. Everything before the gate.
 */
export function meanRatioInterval(
  minutes: MetricMinutes,
  { alpha, dispersion }: IntervalOptions,
  functions: SpecialFunctions,
): RatioInterval {
  const sums = new MomentSums(minutes);
  const isRejected = (worse: Direction) => (angle: number) => {
    const hypothesis = { direction: worse, tolerance: Math.tan(angle) };
    const process = new MeanEvidenceProcess(sums, hypothesis, functions);
    return process.logEvidence(0, sums.minutes, dispersion) >= -Math.log(alpha / 2);
  };
  return {
    estimate: estimateOf(sums),
    low: rejectedEnd(isRejected('up'), 0, RIGHT_ANGLE) ?? 0,
    high: rejectedEnd(isRejected('down'), RIGHT_ANGLE, 0) ?? Number.POSITIVE_INFINITY,
  };
}

/** The last ratio rejected on the way from `first` to `last`, angles whose tangents are ratios; none if `first` is not. */
function rejectedEnd(
  isRejected: (angle: number) => boolean,
  first: number,
  last: number,
): number | undefined {
  if (!isRejected(first)) return undefined;
  let [inside, outside] = [first, last];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (inside + outside) / 2;
    if (isRejected(middle)) inside = middle;
    else outside = middle;
  }
  return Math.tan(inside);
}

function estimateOf(sums: MomentSums): number | undefined {
  const { candidate, control } = sums.between(0, sums.minutes);
  return control.weightedMean > 0 ? candidate.weightedMean / control.weightedMean : undefined;
}
