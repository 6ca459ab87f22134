import type { MeanMethod } from './judge.ts';
import { MeanEvidenceProcess } from './mean-evidence.ts';
import { meanRatioInterval } from './mean-ratio-interval.ts';
import { MomentSums } from './moment-sums.ts';
import type { SpecialFunctions } from './normal-mixture.ts';

/** What `judge` needs for `mean` guardrails, over a library's special functions. */
export function meanMethod(functions: SpecialFunctions): MeanMethod {
  return {
    process: (minutes, hypothesis) => new MeanEvidenceProcess(new MomentSums(minutes), hypothesis, functions),
    interval: (minutes, options) => meanRatioInterval(minutes, options, functions),
  };
}
