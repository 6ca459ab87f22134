import { isInProgress } from '../../lambda/watch/standing.ts';
import { openStage } from '../appconfig/open-stage.ts';
import type { Stage } from '../appconfig/stage.ts';
import type { Command } from '../command.ts';
import type { StageOptions } from '../definitions/shared-options.ts';
import { EXIT } from '../exit-code.ts';
import { type TakenBackBy, takenBackBy } from '../observation/deployment-text.ts';
import { Observer } from '../observation/observer.ts';
import { type StatusData, showNextSteps, statusData, statusReport } from '../observation/status-report.ts';
import { type WatchEnd, watchDeployment } from '../observation/watch-deployment.ts';
import { patiently } from '../patience.ts';
import type { Report } from '../report.ts';

export interface WatchVerbOptions extends StageOptions {
  /** Seconds between two looks. */
  readonly every: number;
}

/** What `watch --json` prints: the last look, and how the deployment ended. */
export interface WatchData extends StatusData {
  /** Whether there was a deployment to watch; without one, the look is all there is. */
  readonly watched: boolean;
  readonly takenBackBy?: TakenBackBy;
  /** Why it was taken back, as AppConfig has logged it. */
  readonly reason?: string;
}

/** Watches the deployment of the flag document that is in progress until it is over. */
export const watch: Command<WatchVerbOptions> = async (options, context) => {
  const open = await openStage(options, context);
  const { stage } = open;
  const observer = new Observer(open, context.io.clock);
  const observation = await patiently(() => observer.observe(), context);
  const { deployment } = observation;
  if (deployment === undefined || !isInProgress(deployment.state)) {
    const report = statusReport(observation, stage);
    return {
      ...report,
      data: { ...statusData(observation, stage), watched: false } satisfies WatchData,
      show: (screen) => {
        screen.paragraph('No deployment of the flag document is in progress.');
        screen.line();
        report.show(screen);
      },
    };
  }
  const everyMs = options.every * 1000;
  const { number } = deployment;
  return endReport(await watchDeployment({ everyMs, number }, open, context), stage);
};

function endReport({ state, cause, observation }: WatchEnd, stage: Stage): Report {
  const taken = cause && { takenBackBy: takenBackBy(cause), reason: cause.description };
  return {
    exitCode: state === 'COMPLETE' ? EXIT.ok : EXIT.takenBack,
    data: { ...statusData(observation, stage), watched: true, ...taken } satisfies WatchData,
    show: (screen) => {
      screen.line();
      showNextSteps(observation, stage, screen);
    },
  };
}
