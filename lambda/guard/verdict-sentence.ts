import type { GuardMetric } from '../../core/guard/guard.ts';
import { type GuardrailFinding, strongest, type Verdict } from '../../core/guard/judge.ts';
import type { RatioInterval } from '../../core/guard/ratio-interval.ts';
import { MINUTE_MS } from '../clock.ts';
import type { Assessment } from './assessment.ts';
import { MAX_EVIDENCE } from './guard-record.ts';

/** What a sentence about a verdict says beside it. */
export interface VerdictTerms {
  /** False-alarm rate of the guard. */
  readonly alpha: number;
  /** How long the rollout has been looked at. */
  readonly minutes: number;
}

const MISMATCH = '; the shares of the roles are not those of the document';

/** AppConfig takes 1024 characters of ASCII as a description. */
const MAX_CHARACTERS = 1024;

const COUNTED: readonly GuardMetric[] = [
  'errors',
  'timeouts',
  'throttles',
  'malformed_responses',
  'over_latency_limit',
];

/** Whether each request has or has not one: a count, or a percentage, says more of such a metric than a mean. */
export function isCounted(metric: GuardMetric): boolean {
  return COUNTED.includes(metric);
}

/**
 * Why the candidate is to be taken away, as {@link verdictSentence} says it; `undefined` unless a verdict is against it:
 * no fault of ours takes anything away. `alpha` is the guard's, `nowMs` the moment of the look in epoch milliseconds.
 */
export function causeIn(
  assessment: Assessment,
  { alpha, nowMs }: { readonly alpha: number; readonly nowMs: number },
): string | undefined {
  if (assessment.kind !== 'judged' || assessment.verdict.verdict !== 'roll_back') return undefined;
  const { verdict, rollout } = assessment;
  const minutes = Math.max(0, Math.floor((nowMs - rollout.sinceMs) / MINUTE_MS));
  return verdictSentence(verdict, { alpha, minutes });
}

/** Why the guard judges as it does, by its strongest guardrail: one line of ASCII that fits AppConfig's descriptions. */
export function verdictSentence(
  { findings, logEvidence, interval, sampleRatio }: Verdict,
  { alpha, minutes }: VerdictTerms,
): string {
  const [threshold, reached] = [1 / alpha, Math.min(MAX_EVIDENCE, Math.exp(logEvidence))];
  const relation = logEvidence >= Math.log(threshold) ? '>=' : '<';
  const evidence = `evidence ${short(reached)} ${relation} ${short(threshold)} after ${minutes} minutes`;
  const worst = strongest(findings);
  const doubt = sampleRatio.isMismatch ? MISMATCH : '';
  const sentence = worst ? `${findingClause(worst, interval)}; ${evidence}${doubt}` : evidence;
  return sentence.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_CHARACTERS);
}

/** `errors: candidate 61 of 1842 (3.31 %), control 38 of 1835 (2.07 %), 1.6 times (1.15 to 2.27), tolerated 1.1` */
function findingClause(
  { guardrail, against, ratio }: GuardrailFinding,
  interval: RatioInterval | undefined,
): string {
  const { metric, tolerance } = guardrail;
  const { candidateSum, candidateExposures, controlSum, controlExposures } = against.totals;
  const candidate = armClause(metric, candidateSum, candidateExposures);
  const control = armClause(metric, controlSum, controlExposures);
  const times = ratio === undefined ? '' : `, ${short(ratio)} times${intervalClause(interval)}`;
  return `${metric}: candidate ${candidate}, control ${control}${times}, tolerated ${tolerance}`;
}

function intervalClause(interval: RatioInterval | undefined): string {
  if (interval === undefined) return '';
  const { low, high } = interval;
  return Number.isFinite(high) ? ` (${short(low)} to ${short(high)})` : ` (at least ${short(low)})`;
}

function armClause(metric: GuardMetric, sum: number, exposures: number): string {
  const mean = exposures > 0 ? sum / exposures : 0;
  if (isCounted(metric)) return `${sum} of ${exposures} (${short(mean * 100)} %)`;
  return `${short(mean)} on average of ${exposures}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
