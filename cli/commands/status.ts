import { openStage } from '../appconfig/open-stage.ts';
import type { Command } from '../command.ts';
import type { StageOptions } from '../definitions/shared-options.ts';
import { Observer } from '../observation/observer.ts';
import { statusReport } from '../observation/status-report.ts';

/** One look at a stage. */
export const status: Command<StageOptions> = async (options, context) => {
  const open = await openStage(options, context);
  return statusReport(await new Observer(open, context.io.clock).observe(), open.stage);
};
