import type { Stage } from '../appconfig/stage.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { CommandContext } from '../command.ts';
import type { EventObservation, Observation } from './observation.ts';

export interface WatchOptions {
  /** Milliseconds between two looks. */
  readonly everyMs: number;
  /** Which deployment; without it the newest one of the flag document. */
  readonly number?: number;
}

/** How a deployment ended. */
export interface WatchEnd {
  /** `none`: there is no deployment of the flag document. */
  readonly state: 'COMPLETE' | 'ROLLED_BACK' | 'REVERTED' | 'none';
  /** The event that took it back; only then. */
  readonly cause?: EventObservation;
  /** The last look. */
  readonly observation: Observation;
}

/**
 * Tells of a deployment until it is over: a progress bar on a terminal, a line for whatever changes, and one every five
 * minutes where output is piped. Looks that fail for a while are put up with. Ctrl-C rejects with `interrupted`, and says
 * that the deployment goes on by itself.
 */
export async function watchDeployment(
  _stage: Stage,
  _clients: AwsClients,
  _context: CommandContext,
  _options: WatchOptions,
): Promise<WatchEnd> {
  throw new Error('not yet');
}
