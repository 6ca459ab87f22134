import type { OpenStage } from '../appconfig/open-stage.ts';
import type { Stage } from '../appconfig/stage.ts';
import { stageArguments } from '../appconfig/stage-arguments.ts';
import type { CommandContext } from '../command.ts';
import { patiently } from '../patience.ts';
import { causeOf, stateText } from './deployment-text.ts';
import { isTakenBack } from './deployments.ts';
import type { DeploymentObservation, EventObservation, Observation } from './observation.ts';
import { Observer } from './observer.ts';
import { WatchTeller } from './watch-teller.ts';

export interface WatchOptions {
  /** Milliseconds between two looks. */
  readonly everyMs: number;
  /** Which deployment of the flag document. */
  readonly number: number;
  /** What to do after Ctrl-C to go on; `watch` unless told otherwise. */
  readonly goOn?: string;
}

/** How a deployment ended. */
export interface WatchEnd {
  /** `none`: AppConfig has no deployment of the flag document. */
  readonly state: 'COMPLETE' | 'ROLLED_BACK' | 'REVERTED' | 'none';
  /** The event that took it back; only then. */
  readonly cause?: EventObservation;
  /** The last look. */
  readonly observation: Observation;
}

/**
 * Tells of a deployment until it is over: a progress bar on a terminal, a line for whatever changes, and one every five
 * minutes where output is piped. Looks that fail are put up with as `patiently` says. Ctrl-C rejects with `interrupted`, and
 * says that the deployment goes on by itself. Leaves with what became of it as the aftermath.
 */
export async function watchDeployment(
  { everyMs, number, goOn }: WatchOptions,
  open: OpenStage,
  context: CommandContext,
): Promise<WatchEnd> {
  const { io, screen, aftermath } = context;
  const observer = new Observer(open, io.clock);
  const teller = new WatchTeller(screen);
  aftermath.becomes(goingOn(number, goOn, open.stage));
  for (;;) {
    const observation = await patiently(() => observer.observe(number), context);
    const { deployment } = observation;
    if (deployment === undefined) return { state: 'none', observation };
    const end = endOf(deployment, observation);
    teller.tell(deployment, observation);
    if (end !== undefined) {
      aftermath.becomes(`deployment ${number} is ${stateText(deployment.state)}`);
      return end;
    }
    await io.pause(everyMs);
  }
}

function endOf({ state, eventLog }: DeploymentObservation, observation: Observation): WatchEnd | undefined {
  if (state === 'COMPLETE') return { state, observation };
  if (!isTakenBack(state)) return undefined;
  const cause = causeOf(eventLog);
  return { state, ...(cause && { cause }), observation };
}

function goingOn(number: number, goOn: string | undefined, stage: Stage): string {
  const where = stageArguments(stage);
  const look = goOn ?? `look again with \`model-rollout watch ${where}\``;
  return `deployment ${number} goes on in AppConfig by itself; ${look}, or end it with \`model-rollout stop ${where}\``;
}
