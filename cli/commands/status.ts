import { openStage } from '../appconfig/open-stage.ts';
import type { Command } from '../command.ts';
import type { StageOptions } from '../definitions/shared-options.ts';
import { Observer } from '../observation/observer.ts';
import { statusReport } from '../observation/status-report.ts';

/** One look at a stage. */
export const status: Command<StageOptions> = async (options, context) => {
  const { stage, clients } = await openStage(options, context);
  const observer = new Observer({ stage, clients, clock: context.io.clock });
  return statusReport(await observer.observe(), stage);
};
