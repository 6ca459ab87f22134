import { elementAt } from '../element-at.ts';
import { EventSplitProcess } from './event-split.ts';
import type { EvidenceProcess } from './evidence-process.ts';
import { type Guard, type Guardrail, MIN_MEAN_EXPOSURES } from './guard.ts';
import type { GuardData, MetricData, MetricMinutes } from './guard-data.ts';
import { logSumExp } from './log-sum.ts';
import { evidenceFromBeginning, evidenceWithRestarts, type MetricEvidence } from './metric-evidence.ts';
import { estimatedRatio, type IntervalOptions, type RatioInterval, ratioInterval } from './ratio-interval.ts';
import { type SampleRatio, sampleRatio } from './sample-ratio.ts';
import { type Direction, opposite, type Tilt, tiltsAgainst, tiltsFor } from './tilts.ts';

/** How means are compared; handed in, since it needs special functions that `core` does not have. */
export interface MeanMethod {
  process(
    minutes: MetricMinutes,
    options: { readonly direction: Direction; readonly tolerance: number },
  ): EvidenceProcess;
  interval(minutes: MetricMinutes, options: IntervalOptions): RatioInterval;
}

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
   * neither is shown yet, or the sample ratio forbids to promote.
   */
  readonly verdict: 'roll_back' | 'promote' | 'continue';
  /** Logarithm of the combined e-value; roll back at ln(1/alpha). */
  readonly logEvidence: number;
  /** In the order of the guardrails. */
  readonly findings: readonly GuardrailFinding[];
  readonly sampleRatio: SampleRatio;
  /** Of the ratio in the {@link strongest} finding, at 1 − alpha; only with `roll_back`. */
  readonly interval?: RatioInterval;
}

/**
 * Judges a rollout by all its closed minutes. May be called as often as one likes: the probability that it ever says
 * `roll_back` of a candidate no worse than tolerated is at most `guard.alpha` (Ville's inequality; the weighted sum of
 * e-values is one: Vovk & Wang, arXiv 1912.06116). `means` is called for `mean` guardrails only.
 */
export function judge(guard: Guard, data: GuardData, means: MeanMethod): Verdict {
  const findings = guard.guardrails.map((guardrail, at) =>
    examine(guardrail, elementAt(data.metrics, at), { guard, firstMinute: data.firstMinute, means }),
  );
  const logEvidence = logSumExp(findings.map(contribution));
  const ratio = sampleRatio(data.requests, data.shares);
  const decided = decide(findings, logEvidence, -Math.log(guard.alpha));
  // Shares that are off cast doubt on what looks well; a candidate that fails may be what makes its users ask again.
  const verdict = ratio.isMismatch && decided === 'promote' ? 'continue' : decided;
  const said = { verdict, logEvidence, findings, sampleRatio: ratio };
  const worst = verdict === 'roll_back' ? strongest(findings) : undefined;
  if (worst === undefined) return said;
  const { minutes } = elementAt(data.metrics, findings.indexOf(worst));
  return { ...said, interval: findingInterval(worst, minutes, { alpha: guard.alpha, means }) };
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

/** Of the ratio in a finding, at 1 − alpha; `minutes` are those of its guardrail. */
export function findingInterval(
  { guardrail, against }: GuardrailFinding,
  minutes: MetricMinutes,
  { alpha, means }: { readonly alpha: number; readonly means: MeanMethod },
): RatioInterval {
  const options = { alpha, dispersion: against.dispersion.factor };
  return guardrail.method === 'exact' ? ratioInterval(minutes, options) : means.interval(minutes, options);
}

/** What is the same for all guardrails of a look. */
interface Examination {
  readonly guard: Guard;
  readonly firstMinute: number;
  readonly means: MeanMethod;
}

function examine(
  guardrail: Guardrail,
  { minutes, groups }: MetricData,
  { guard, firstMinute, means }: Examination,
): GuardrailFinding {
  const { direction, tolerance, method } = guardrail;
  const isExact = method === 'exact';
  const process = (worse: Direction, tilts: readonly Tilt[]): EvidenceProcess =>
    isExact
      ? new EventSplitProcess(minutes, { tolerance, tilts })
      : means.process(minutes, { direction: worse, tolerance });
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
