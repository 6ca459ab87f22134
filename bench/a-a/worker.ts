import { type RehearsalOptions, rehearse } from '../../local/rehearsal/rehearse.ts';
import { ITSELF, readRealData, realScenario } from '../../test/local/rehearsal/real-data.ts';
import { answerTasks } from '../worker-pool.ts';

/** What every worker is given first. */
export interface WorkerContext {
  readonly stage: Pick<RehearsalOptions, 'template' | 'safeDefault'>;
}

export interface Task {
  readonly seed: number;
}

/** How the rollout of a model to itself ended. */
export interface Outcome {
  readonly seed: number;
  /** Alarm or `guard`; `null` = it completed. */
  readonly rolledBackBy: string | null;
  /** The guard's largest evidence; it rolls back at 20. */
  readonly largestEvidence: number;
}

const data = readRealData();

answerTasks(async ({ seed }: Task, { stage }: WorkerContext): Promise<Outcome> => {
  const { rollouts } = await rehearse({ ...stage, ...data, scenario: realScenario(ITSELF), seed });
  const { rolledBackBy = null, guard } = rollouts[0] ?? {};
  const evidence = (guard?.minutes ?? []).map(({ combined }) => combined);
  return { seed, rolledBackBy, largestEvidence: Math.max(1, ...evidence) };
});
