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
