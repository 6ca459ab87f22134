import type { Clock } from '../clock.ts';
import { GUARD_METRIC } from '../metric-names.ts';
import type { Assess } from './assessment.ts';
import { CONTINUE, type Directive, directiveFor } from './directive.ts';
import type { GuardRecord, LookReport } from './guard-record.ts';
import { parseTickEvent, type TickEvent } from './tick-event.ts';
import { causeIn } from './verdict-sentence.ts';

export interface TickDependencies {
  readonly assess: Assess;
  /** False-alarm rate of the guard, for the description of a rollback. */
  readonly alpha: number;
  /** Profile of the flag document, id or name; deployments of other profiles go on unlooked at. */
  readonly flagsProfile: string;
  readonly record: GuardRecord;
  readonly clock: Clock;
  /** Takes one line of the log. */
  readonly emit: (line: string) => void;
}

/** AppConfig's `AT_DEPLOYMENT_TICK` action. Never rejects: AppConfig takes an error for a reason to roll back. */
export type TickHandler = (event: unknown) => Promise<Directive>;

/**
 * Milliseconds in which the data must be there. AppConfig waits 3 seconds for the answer and takes none for an error;
 * starting an environment takes some 0.5 of them, judging a week of minutes by twelve guardrails for the first time 0.35
 * (`npm run bench:tick`) and more on a slow processor, and a busy moment must fit in, too.
 */
export const TICK_BUDGET_MS = 1700;

/** Judges the rollout at each tick of a deployment, and says in the metrics what it saw. */
export function createTickHandler(dependencies: TickDependencies): TickHandler {
  return async (event) => {
    try {
      const tick = parseTickEvent(event);
      if (tick === undefined) throw new TypeError(NO_TICK);
      const isOurs = [tick.profileId, tick.profileName].includes(dependencies.flagsProfile);
      return isOurs ? await look(dependencies, tick) : CONTINUE;
    } catch (error) {
      const detail = String(error);
      report(dependencies, { assessment: { kind: 'blind', reason: 'internal', detail } });
      return CONTINUE;
    }
  };
}

const NO_TICK =
  'the event is not one of a deployment tick; call the function by an appconfig extension at AT_DEPLOYMENT_TICK';

async function look(dependencies: TickDependencies, tick: TickEvent): Promise<Directive> {
  const { assess, alpha, clock } = dependencies;
  const nowMs = clock.now();
  const assessment = await assess({ ...tick, deadlineMs: nowMs + TICK_BUDGET_MS });
  const cause = causeIn(assessment, { alpha, nowMs });
  const { percentage } = tick;
  report(dependencies, {
    assessment,
    ...(percentage !== undefined && { metrics: { [GUARD_METRIC.deploymentPercentage]: percentage } }),
    ...(cause !== undefined && { properties: { why: cause } }),
  });
  return directiveFor(cause);
}

/** A verdict counts even when nothing can be written. */
function report({ record, emit, clock }: TickDependencies, look: Omit<LookReport, 'timestampMs'>): void {
  try {
    for (const line of record({ ...look, timestampMs: clock.now() })) emit(line);
  } catch {
    // Without the record the look shows in AppConfig's event log only.
  }
}
