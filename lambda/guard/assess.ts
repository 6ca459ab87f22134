import type { Guard } from '../../core/guard/guard.ts';
import { judge, type MeanMethod } from '../../core/guard/judge.ts';
import type { Clock } from '../clock.ts';
import { RolloutError } from '../rollout-error.ts';
import type { Assess, Assessment, BlindReason, Look } from './assessment.ts';
import type { GuardDataSource } from './guard-data-source.ts';
import type { RolloutHistory } from './rollout-history.ts';
import { sampleRatioSentence } from './sample-ratio-sentence.ts';
import { withDeadline } from './with-deadline.ts';

export interface AssessDependencies {
  readonly history: RolloutHistory;
  readonly metrics: GuardDataSource;
  readonly guard: Guard;
  /** For `mean` guardrails; see `exactOnly` for a guard without them. */
  readonly means: MeanMethod;
  readonly clock: Clock;
}

const REASON_BY_CODE: ReadonlyMap<string, BlindReason> = new Map([
  ['guard-source-failed', 'unreachable'],
  ['guard-data-partial', 'partial'],
  ['deployed-version-unreadable', 'unreachable'],
  ['several-flags-in-motion', 'several-flags'],
]);

/** Looks once at what is rolled out: its history, its metrics, the verdict. What goes wrong is an assessment, too. */
export function createAssess(dependencies: AssessDependencies): Assess {
  return async (look) => {
    const leftMs = Math.max(0, look.deadlineMs - dependencies.clock.now());
    try {
      return await withDeadline(leftMs, (signal) => assess(dependencies, look, signal));
    } catch (error) {
      return blindBy(error);
    }
  };
}

const UNEQUAL_GATES =
  'the gates of the flag have different shares, so the roles differ in their users and not in the candidate alone; give every gate of the flag the same percentage or weights, nothing is decided before';

async function assess(
  { history, metrics, guard, means, clock }: AssessDependencies,
  look: Look,
  signal: AbortSignal,
): Promise<Assessment> {
  const rollout = await history.current(look, signal);
  if (rollout === undefined) return { kind: 'nothing-in-motion' };
  if (rollout.shares.some(({ share }) => share === undefined)) {
    return { kind: 'blind', reason: 'unequal-gates', detail: UNEQUAL_GATES };
  }
  const data = await metrics.read(rollout, clock.now(), signal);
  const verdict = judge(guard, data, means);
  if (verdict.sampleRatio.isMismatch && verdict.verdict !== 'roll_back') {
    return { kind: 'blind', reason: 'sample-ratio', detail: sampleRatioSentence(data) };
  }
  return { kind: 'judged', verdict, rollout, data };
}

function blindBy(error: unknown): Assessment {
  const { name, message } = Object(error) as Error;
  const reason = error instanceof RolloutError ? REASON_BY_CODE.get(error.code) : undefined;
  return { kind: 'blind', reason: reason ?? 'internal', detail: reason ? message : `${name}: ${message}` };
}
