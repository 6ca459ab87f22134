import type { MeanProcess } from './judge.ts';
import { MeanEvidenceProcess } from './mean-evidence.ts';
import { MomentSums } from './moment-sums.ts';
import type { SpecialFunctions } from './normal-mixture.ts';

/** What `judge` needs for `mean` guardrails, over a library's special functions. */
export function meanProcess(functions: SpecialFunctions): MeanProcess {
  return (minutes, hypothesis) => new MeanEvidenceProcess(new MomentSums(minutes), hypothesis, functions);
}
