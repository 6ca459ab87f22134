import { openStage } from '../appconfig/open-stage.ts';
import type { Command } from '../command.ts';
import type { StageOptions } from '../definitions/shared-options.ts';
import { DeploymentHistory } from '../observation/deployment-history.ts';
import { historyReport } from '../observation/history-report.ts';

export interface HistoryOptions extends StageOptions {
  /** Deployments that are read at most. */
  readonly limit: number;
}

/** What became of the flag document. */
export const history: Command<HistoryOptions> = async (options, context) => {
  const open = await openStage(options, context);
  return historyReport(await new DeploymentHistory(open).read(options.limit), open.stage);
};
