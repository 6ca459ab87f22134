import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAGES } from '../../../config/stages.ts';
import { SAFE_DEFAULT } from '../../../lambda/contract.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';
import { type CloudFormationTemplate, synthesizeStage } from '../../../lib/synthesize.ts';
import { type RehearsalOptions, rehearse } from '../../../local/rehearsal/rehearse.ts';
import type { RehearsalReport } from '../../../local/rehearsal/report.ts';
import { findScenario } from '../../../local/rehearsal/scenarios.ts';
import '../../lib/helpers/scratch.ts';

/** What a rehearsal takes from a synthesized stage. */
export type Stage = Pick<RehearsalOptions, 'template' | 'safeDefault'>;

/** Synthesizes a stage as `npm start` does; `more` changes its configuration. */
export function stageOf(name: keyof typeof STAGES, more: Partial<StageConfig> = {}): Stage {
  return synthesized({ ...STAGES[name], ...more });
}

/** Synthesizes a configuration as `npm start` does. */
export function synthesized(config: StageConfig): Stage {
  const { template, inferenceAssetDirectory } = synthesizeStage(config);
  const bundled = (file: string): string => readFileSync(join(inferenceAssetDirectory, file), 'utf8');
  return {
    template,
    safeDefault: { flags: bundled(SAFE_DEFAULT.flags), prompts: bundled(SAFE_DEFAULT.prompts) },
  };
}

/** Plays a shipped scenario with seed 7, unless something else is said. */
export function play(
  stage: Stage,
  scenario: string,
  options: Partial<RehearsalOptions> = {},
): Promise<RehearsalReport> {
  return rehearse({ ...stage, scenario: findScenario(scenario), seed: 7, ...options });
}

/** The stage with alarms only. */
export function withoutGuard(name: keyof typeof STAGES): Stage {
  const { guard: _, ...config } = STAGES[name];
  return synthesized(config);
}

/** The template with alarms that cannot fire. */
export function withAlarmsOutOfReach({ template, safeDefault }: Stage): Stage {
  const resources = Object.entries(template.Resources).map(([id, resource]) => [
    id,
    resource.Type === 'AWS::CloudWatch::Alarm'
      ? { ...resource, Properties: { ...resource.Properties, Threshold: 1e12 } }
      : resource,
  ]);
  const muted: CloudFormationTemplate = { ...template, Resources: Object.fromEntries(resources) };
  return { template: muted, safeDefault };
}
