import { elementAt } from '../element-at.ts';
import { EventSplitProcess } from './event-split.ts';
import type { EvidenceProcess } from './evidence-process.ts';
import { type Guard, type Guardrail, MIN_MEAN_EXPOSURES } from './guard.ts';
import type { GuardData, MetricData } from './guard-data.ts';
import { logSumExp } from './log-sum.ts';
import { evidenceFromBeginning, evidenceWithRestarts, type MetricEvidence } from './metric-evidence.ts';
import { estimatedRatio } from './ratio-interval.ts';
import { type SampleRatio, sampleRatio } from './sample-ratio.ts';
import { type Direction, opposite, type Tilt, tiltsAgainst, tiltsFor } from './tilts.ts';

/** Makes the evidence of a `mean` guardrail; handed in, since it needs special functions that `core` does not have. */
export type MeanProcess = (
  minutes: MetricData['minutes'],
  options: { readonly direction: Direction; readonly tolerance: number },
) => EvidenceProcess;

/** What one guardrail contributed to a verdict. */
export interface GuardrailFinding {
  readonly guardrail: Guardrail;
  /** Evidence that the candidate is worse than tolerated. */
  readonly against: MetricEvidence;
  /** Logarithm of the evidence that it is not. */
  readonly logFor: number;
  /** Candidate ÷ control, compared within minutes; `undefined` while the control has none. */
  readonly ratio: number | undefined;
}

/** What the guard says after the last closed minute. */
export interface Verdict {
  /**
   * `roll_back`: the candidate is worse than tolerated. `promote`: every guardrail has shown that it is not. `continue`:
   * neither is shown yet, or the sample ratio forbids a verdict.
   */
  readonly verdict: 'roll_back' | 'promote' | 'continue';
  /** Logarithm of the combined e-value; roll back at ln(1/alpha). */
  readonly logEvidence: number;
  /** In the order of the guardrails. */
  readonly findings: readonly GuardrailFinding[];
  readonly sampleRatio: SampleRatio;
}

/**
 * Judges a rollout by all its closed minutes. May be called as often as one likes: the probability that it ever says
 * `roll_back` of a candidate no worse than tolerated is at most `guard.alpha` (Ville's inequality; the weighted sum of
 * e-values is one: Vovk & Wang, arXiv 1912.06116). `meanProcess` is needed only by `mean` guardrails.
 */
export function judge(guard: Guard, data: GuardData, meanProcess: MeanProcess): Verdict {
  const findings = guard.guardrails.map((guardrail, at) =>
    examine(guardrail, elementAt(data.metrics, at), { guard, firstMinute: data.firstMinute, meanProcess }),
  );
  const logEvidence = logSumExp(findings.map(contribution));
  const ratio = sampleRatio(data.requests, data.shares);
  const verdict = ratio.isMismatch ? 'continue' : decide(findings, logEvidence, -Math.log(guard.alpha));
  return { verdict, logEvidence, findings, sampleRatio: ratio };
}

/** The finding that contributes most to the combined evidence. */
export function strongest(findings: readonly GuardrailFinding[]): GuardrailFinding | undefined {
  return findings.toSorted((left, right) => contribution(right) - contribution(left))[0];
}

/** Each guardrail must have shown by itself that it holds, so the promise of `promote` needs no weights. */
function decide(
  findings: readonly GuardrailFinding[],
  logEvidence: number,
  threshold: number,
): Verdict['verdict'] {
  if (logEvidence >= threshold) return 'roll_back';
  const isFine = findings.every(({ logFor, against }) => against.enough && logFor >= threshold);
  return isFine ? 'promote' : 'continue';
}

function contribution({ guardrail, against }: GuardrailFinding): number {
  return Math.log(guardrail.weight) + against.log;
}

/** What is the same for all guardrails of a look. */
interface Examination {
  readonly guard: Guard;
  readonly firstMinute: number;
  readonly meanProcess: MeanProcess;
}

function examine(
  guardrail: Guardrail,
  { minutes, groups }: MetricData,
  { guard, firstMinute, meanProcess }: Examination,
): GuardrailFinding {
  const { direction, tolerance, method } = guardrail;
  const isExact = method === 'exact';
  const process = (worse: Direction, tilts: readonly Tilt[]): EvidenceProcess =>
    isExact
      ? new EventSplitProcess(minutes, { tolerance, tilts })
      : meanProcess(minutes, { direction: worse, tolerance });
  const options = {
    groups,
    firstMinute,
    minimumExposures: isExact ? guard.minimumExposures : Math.max(guard.minimumExposures, MIN_MEAN_EXPOSURES),
  };
  const against = evidenceWithRestarts({ ...options, process: process(direction, tiltsAgainst(direction)) });
  const inFavour = evidenceFromBeginning({
    ...options,
    process: process(opposite(direction), tiltsFor(direction, tolerance)),
  });
  return { guardrail, against, logFor: inFavour.log, ratio: estimatedRatio(minutes) };
}
