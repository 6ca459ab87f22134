import type { Role } from '../../core/evaluation/decision.ts';
import type { ReportedDecision } from '../../lambda/inference/reported-decision.ts';
import type { InferenceSettings } from '../../lambda/inference/settings.ts';
import { createOutcomeRecord } from '../../lambda/outcomes/outcome-record.ts';
import { MINUTE_MS } from '../clock.ts';
import type { InvocationResult } from './execution-environment.ts';

/** Name of the outcome; a guardrail calls it `outcome:judge_score`. */
export const JUDGE_SCORE = 'judge_score';

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
 * users in no comparison are of no interest to it.
 */
export function createEvaluator(
  settings: Pick<InferenceSettings, 'service' | 'stage' | 'guard'>,
): (invocation: InvocationResult) => Judgement | undefined {
  const write = createOutcomeRecord(settings);
  return ({ record, score, endedAtMs }) => {
    const decision = score === undefined ? undefined : decisionInMotion(record);
    if (score === undefined || decision === undefined) return undefined;
    const atMs = Math.round(endedAtMs) + JUDGING_MS;
    const { role, bucket } = decision;
    const outcome = { name: JUDGE_SCORE, value: inUnitInterval(score), role: role as Role, bucket };
    return { record: write({ ...outcome, timestampMs: atMs }), atMs };
  };
}

/** 1 to 10 becomes 0 to 1, as outcomes must be. */
export function inUnitInterval(score: number): number {
  return (score - 1) / 9;
}

function decisionInMotion(record: string): ReportedDecision | undefined {
  const { decisions = [] } = JSON.parse(record) as { decisions?: readonly ReportedDecision[] };
  return decisions.find(({ role }) => role !== undefined);
}
