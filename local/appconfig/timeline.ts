import { MINUTE_MS } from '../clock.ts';
import type { AppConfigBehaviour } from './behaviour.ts';
import { type DeploymentRecord, isInProgress } from './deployment.ts';

/** What can fall due in a deployment. */
export type DueKind = 'monitor-check' | 'tick' | 'step' | 'bake' | 'complete' | 'end-rollback';

export interface Due {
  readonly kind: DueKind;
  readonly atMs: number;
}

/**
 * What a deployment does next by itself; `undefined` = nothing any more. What falls due at the same moment comes in
 * the order monitors, tick, growth: an alarm that fires at a step's moment stops the step, and at the end of the bake
 * time it still rolls back.
 */
export function nextDue(record: DeploymentRecord, behaviour: AppConfigBehaviour): Due | undefined {
  if (record.state === 'ROLLING_BACK') return { kind: 'end-rollback', atMs: record.stateEndsAtMs ?? 0 };
  if (!isInProgress(record)) return undefined;
  const startedAtMs = record.terms.startedAtMs;
  const candidates: Due[] = [
    { kind: 'monitor-check', atMs: startedAtMs + record.monitorChecks * behaviour.monitorIntervalMs },
    { kind: 'tick', atMs: startedAtMs + (record.ticks + 1) * behaviour.tickIntervalMs },
    growth(record),
  ];
  return candidates.reduce((earliest, due) => (due.atMs < earliest.atMs ? due : earliest));
}

function growth({ terms, state, stepsTaken, stateEndsAtMs }: DeploymentRecord): Due {
  if (state === 'BAKING') return { kind: 'complete', atMs: stateEndsAtMs ?? 0 };
  const step = terms.steps[stepsTaken];
  if (step !== undefined) return { kind: 'step', atMs: terms.startedAtMs + step.afterMs };
  return { kind: 'bake', atMs: terms.startedAtMs + terms.strategy.DeploymentDurationInMinutes * MINUTE_MS };
}
