import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAGES } from '../../config/stages.ts';
import { SAFE_DEFAULT } from '../../lambda/contract.ts';
import { synthesizeStage } from '../../lib/synthesize.ts';
import { type RehearsalOptions, rehearse } from '../../local/rehearsal/rehearse.ts';
import { findScenario } from '../../local/rehearsal/scenarios.ts';

/** Scenarios that are played in full, as `npm start` does. */
export const REHEARSED = ['good', 'errors'] as const;

export type RehearsedScenario = (typeof REHEARSED)[number];

/** How a rehearsed rollout ended. */
export interface RehearsedOutcome {
  readonly scenario: RehearsedScenario;
  readonly seed: number;
  /** Minutes from the first step of the deployment to the rollback; `null` = it completed. */
  readonly minutes: number | null;
  /** The first alarm that AppConfig's event log names. */
  readonly by: string | null;
}

type Stage = Pick<RehearsalOptions, 'template' | 'safeDefault'>;

/** Production as `npm start` synthesizes it. */
export function rehearsedStage(): Stage {
  const { template, inferenceAssetDirectory } = synthesizeStage(STAGES.prod);
  const bundled = (file: string): string => readFileSync(join(inferenceAssetDirectory, file), 'utf8');
  return {
    template,
    safeDefault: { flags: bundled(SAFE_DEFAULT.flags), prompts: bundled(SAFE_DEFAULT.prompts) },
  };
}

/** Rehearses one scenario with one seed. */
export async function playRehearsal(
  stage: Stage,
  scenario: RehearsedScenario,
  seed: number,
): Promise<RehearsedOutcome> {
  const { rollouts } = await rehearse({ ...stage, scenario: findScenario(scenario), seed });
  const [rollout] = rollouts;
  if (rollout?.outcome !== 'rolled_back') return { scenario, seed, minutes: null, by: null };
  const { durationMinutes, growthPercent } = STAGES.prod.rollout;
  const firstStepMinute = rollout.startedAtMinute + (durationMinutes * growthPercent) / 100;
  return {
    scenario,
    seed,
    minutes: rollout.endedAtMinute - firstStepMinute,
    by: rollout.rolledBackBy ?? null,
  };
}
