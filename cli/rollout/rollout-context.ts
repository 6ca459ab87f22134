import { type OpenStage, openStage } from '../appconfig/open-stage.ts';
import type { CommandContext } from '../command.ts';
import type { StageOptions } from '../definitions/shared-options.ts';

/** What a verb works with once it has found its stage. */
export interface RolloutContext extends CommandContext {
  readonly open: OpenStage;
}

/** Finds the stage that the options name. Rejects like `openStage`. */
export async function atStage(options: StageOptions, context: CommandContext): Promise<RolloutContext> {
  return { ...context, open: await openStage(options, context) };
}

/** Where a verb worked, as names: part of what `--json` prints. */
export interface StageNames {
  readonly application: string;
  readonly environment: string;
}

export function namesOf({ open }: RolloutContext): StageNames {
  const { application, environment } = open.stage;
  return { application: application.name, environment: environment.name };
}

/** `shop-prod/prod`. */
export function stageName({ open }: RolloutContext): string {
  return `${open.stage.application.name}/${open.stage.environment.name}`;
}
