import { elementAt } from '../../core/element-at.ts';
import type { Guard } from '../../core/guard/guard.ts';
import type { MetricMinutes, Numbers } from '../../core/guard/guard-data.ts';
import { findingInterval, type GuardrailFinding, type MeanMethod } from '../../core/guard/judge.ts';
import type { Assessment } from '../../lambda/guard/assessment.ts';
import { MAX_EVIDENCE } from '../../lambda/guard/guard-record.ts';
import { causeIn } from '../../lambda/guard/verdict-sentence.ts';
import type { ArmObservation, GuardObservation, GuardrailObservation } from './observation.ts';

/** What an assessment was made by, and when (epoch milliseconds). */
export interface AssessmentTerms {
  readonly guard: Guard;
  readonly means: MeanMethod;
  readonly nowMs: number;
}

/** An assessment as numbers to be shown. */
export function guardObservation(assessment: Assessment, terms: AssessmentTerms): GuardObservation {
  const { alpha } = terms.guard;
  const promise = { alpha, threshold: 1 / alpha };
  if (assessment.kind === 'nothing-in-motion') return { ...promise, verdict: 'nothing-in-motion' };
  if (assessment.kind === 'blind') {
    return { ...promise, verdict: 'blind', reason: `${assessment.reason}: ${assessment.detail}` };
  }
  const { verdict, rollout, data } = assessment;
  const cause = causeIn(assessment, { alpha, nowMs: terms.nowMs });
  const { candidate, control } = data.requests.minutes;
  return {
    ...promise,
    verdict: verdict.verdict,
    ...(cause !== undefined && { reason: cause }),
    evidence: evidenceOf(verdict.logEvidence),
    sinceMs: rollout.sinceMs,
    exposures: { candidate: total(candidate.exposures), control: total(control.exposures) },
    guardrails: verdict.findings.map((finding, at) =>
      guardrailObservation(finding, elementAt(data.metrics, at).minutes, { alpha, means: terms.means }),
    ),
  };
}

function guardrailObservation(
  finding: GuardrailFinding,
  minutes: MetricMinutes,
  options: { readonly alpha: number; readonly means: MeanMethod },
): GuardrailObservation {
  const { guardrail, against, logFor, ratio } = finding;
  const { metric, direction, tolerance } = guardrail;
  const { candidateSum, candidateExposures, controlSum, controlExposures } = against.totals;
  const { low, high } = findingInterval(finding, minutes, options);
  return {
    ...{ metric, direction, tolerance },
    candidate: arm(candidateSum, candidateExposures),
    control: arm(controlSum, controlExposures),
    ...(ratio !== undefined && { ratio }),
    interval: { low, high: Number.isFinite(high) ? high : null },
    evidence: evidenceOf(against.log),
    evidenceFor: evidenceOf(logFor),
    isEnough: against.enough,
  };
}

function arm(sum: number, exposures: number): ArmObservation {
  return { sum, exposures, mean: exposures > 0 ? sum / exposures : null };
}

function total(numbers: Numbers): number {
  return Array.from(numbers).reduce((sum, number) => sum + number, 0);
}

function evidenceOf(log: number): number {
  return Math.min(MAX_EVIDENCE, Math.exp(log));
}
