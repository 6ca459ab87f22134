import type { Deployment, DeploymentState } from '@aws-sdk/client-appconfig';
import { isInProgress } from '../../lambda/watch/standing.ts';
import { patiently } from '../patience.ts';
import type { RolloutContext } from './rollout-context.ts';

const LOOK_MS = 2000;
/** Three minutes. AppConfig needs seconds to roll back, and to deploy without growth and bake. */
const LOOKS = 90;

/**
 * A deployment once it is over, or as it is after three minutes. `isOver` tells which states that are; by default those
 * that let the environment start another one. Looks that fail are put up with as `patiently` says. Rejects with the SDK's errors, and with
 * `interrupted`.
 */
export async function awaitEnd(
  number: number,
  context: RolloutContext,
  isOver: (state: DeploymentState | undefined) => boolean = (state) => !isInProgress(state),
): Promise<Deployment> {
  const { open, io, screen, aftermath } = context;
  for (let looks = 1; ; looks += 1) {
    const deployment = await patiently(() => open.deployments.get(number), context);
    if (isOver(deployment.State) || looks === LOOKS) return deployment;
    screen.live(`deployment ${number} is ${deployment.State}`);
    await io.pause(LOOK_MS);
    aftermath.checkpoint(io.interrupted);
  }
}
