import type { Role } from '../../core/evaluation/decision.ts';
import { type Evaluation, JUDGE_SCORE } from '../../core/rubrics/evaluation.ts';
import { HOUR_MS } from '../../lambda/clock.ts';
import { allowedBy } from '../../lambda/evaluation/budget.ts';
import { createSampling } from '../../lambda/evaluation/sampling.ts';
import type { ReportedDecision } from '../../lambda/inference/reported-decision.ts';
import type { InferenceSettings } from '../../lambda/inference/settings.ts';
import { createOutcomeRecord } from '../../lambda/outcomes/outcome-record.ts';
import { MINUTE_MS } from '../clock.ts';
import type { InvocationResult } from './execution-environment.ts';

export { JUDGE_SCORE };

/** Time from an answer until its score is there. */
const JUDGING_MS = MINUTE_MS;

/** A score that is there. */
export interface Judgement {
  /** The EMF record of the outcome. */
  readonly record: string;
  /** When it was written, epoch milliseconds. */
  readonly atMs: number;
}

/**
 * An evaluator that reads the requests' records and reports what it thinks of the answers, some time later. Answers of
 * users in no comparison are of no interest to it, and of the others it judges those that the stage's evaluation draws and
 * has a budget for; without one all of them.
 */
export function createEvaluator(
  settings: Pick<InferenceSettings, 'service' | 'stage' | 'guard' | 'comparisons'>,
  evaluation?: Evaluation,
): (invocation: InvocationResult) => Judgement | undefined {
  const write = createOutcomeRecord(settings);
  const isJudged = evaluation === undefined ? () => true : judgedShare(evaluation);
  return ({ record, score, endedAtMs }) => {
    const compared = score === undefined ? undefined : comparedRequest(record);
    if (score === undefined || compared === undefined) return undefined;
    const atMs = Math.round(endedAtMs) + JUDGING_MS;
    if (!isJudged(compared, atMs)) return undefined;
    const { flag, role, value, bucket } = compared;
    const outcome = { name: JUDGE_SCORE, value: inUnitInterval(score), role, bucket, arm: { flag, value } };
    return { record: write({ ...outcome, timestampMs: atMs }), atMs };
  };
}

interface ComparedRequest extends ReportedDecision {
  readonly requestId: string;
  readonly role: Role;
}

/** Draws as the inference function does, and keeps the budget as the evaluator does. */
function judgedShare(evaluation: Evaluation): (request: ComparedRequest, atMs: number) => boolean {
  const isDrawn = createSampling(evaluation);
  const takenInHour = new Map<number, number>();
  return (request, atMs) => {
    if (!isDrawn(request.requestId, request)) return false;
    const hour = Math.floor(atMs / HOUR_MS);
    const taken = takenInHour.get(hour) ?? 0;
    if (taken >= allowedBy(atMs, evaluation.budgetPerHour)) return false;
    takenInHour.set(hour, taken + 1);
    return true;
  };
}

/** 1 to 10 becomes 0 to 1, as outcomes must be. */
export function inUnitInterval(score: number): number {
  return (score - 1) / 9;
}

function comparedRequest(record: string): ComparedRequest | undefined {
  const { request_id: requestId = '', decisions = [] } = JSON.parse(record) as {
    request_id?: string;
    decisions?: readonly (ReportedDecision & { readonly role?: Role })[];
  };
  const decision = decisions.find(({ role }) => role !== undefined);
  return decision?.role && { ...decision, requestId, role: decision.role };
}
