import { KEEP_TAG } from '../contract.ts';
import type { Assessment } from '../guard/assessment.ts';
import type { FlagDeployment } from './standing.ts';
import type { WatchResult } from './watch-result.ts';

/** What a look came to, and what it rests on. */
export interface LookOutcome {
  readonly result: WatchResult;
  /** Absent when nothing was watched. */
  readonly assessment?: Assessment;
  /** What went wrong beside it, for people; the look went on. */
  readonly troubles?: readonly string[];
}

/** Nobody waits for the verdict but the next look. */
export const ASSESS_MS = 10_000;

/** There is nothing to do. */
export function nothing(reason: string, deployment?: FlagDeployment): LookOutcome {
  return { result: { action: 'none', reason, ...(deployment && { deploymentNumber: deployment.number }) } };
}

/** An operator has said that there is nothing to do. */
export function kept({ number }: FlagDeployment): WatchResult {
  const reason = `an operator said so: the tag ${KEEP_TAG} on the deployment, or by stopping the watch's kill; what is served is left alone`;
  return { action: 'kept', reason, deploymentNumber: number };
}

/** Why nothing is done about what was judged, or could not be. */
export function calmReason(assessment: Assessment): string {
  if (assessment.kind !== 'blind') return 'the guard finds no cause';
  return `the guard is blind, ${assessment.reason}: ${assessment.detail}`;
}
