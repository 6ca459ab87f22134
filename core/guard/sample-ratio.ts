import { elementAt } from '../element-at.ts';
import { splitDispersion } from './dispersion.ts';
import { eventSplitLog } from './event-split.ts';
import type { MetricData, ShareRange } from './guard-data.ts';
import { logSumExp } from './log-sum.ts';
import { SHARE_TILTS } from './tilts.ts';

/** Probability of a false report of a sample-ratio mismatch over a whole rollout. */
export const SAMPLE_RATIO_ALPHA = 0.001;

/** Whether candidate and control have the shares of the traffic that the document gives them. */
export interface SampleRatio {
  /** Logarithm of the e-value against the stated shares. */
  readonly log: number;
  /** The e-value has reached 1 ÷ {@link SAMPLE_RATIO_ALPHA}: the comparison is not to be trusted. */
  readonly isMismatch: boolean;
}

/**
 * Sequential test of how the exposures split, minute by minute, in the same form as the evidence. Where the share is
 * known as a range only, each tilt is held against the end of the range that is kindest to it. A discrete mixture in
 * place of the Dirichlet prior of Lindon & Malek (arXiv 2011.03567): the same martingale without gamma functions.
 * Tempered by how unevenly the groups are split, since all requests of one user fall to one arm.
 */
export function sampleRatio(
  { minutes, groups }: MetricData,
  shares: readonly (ShareRange | undefined)[],
): SampleRatio {
  const factor = groups ? splitDispersion(groups) : 1;
  const logs = SHARE_TILTS.map(({ logOdds, weight }) => {
    const end = logOdds > 0 ? 'high' : 'low';
    let log = 0;
    for (const [at, share] of shares.entries()) {
      if (!share) continue;
      const candidate = elementAt(minutes.candidate.exposures, at);
      const both = candidate + elementAt(minutes.control.exposures, at);
      log += eventSplitLog({ candidate, both, share: share[end] }, logOdds);
    }
    return Math.log(weight) + log / factor;
  });
  const log = logSumExp(logs);
  return { log, isMismatch: log >= -Math.log(SAMPLE_RATIO_ALPHA) };
}
