import { type Deployment, StopDeploymentCommand } from '@aws-sdk/client-appconfig';
import { isInProgress } from '../../lambda/watch/standing.ts';
import { isLost } from '../aws/aws-error.ts';
import { patiently } from '../patience.ts';
import { awaitEnd } from './await-end.ts';
import type { RolloutContext } from './rollout-context.ts';

/** What became of a deployment that was to be stopped. */
export interface StopEnd {
  /** As it stands now: over, unless that took more than three minutes. */
  readonly deployment: Deployment;
  /** Whether somebody, or a monitor, was quicker. */
  readonly wasOver: boolean;
}

const TRIES = 5;
const PAUSE_MS = 1000;

/**
 * Stops a deployment of whatever profile and waits until it is over; one that is over or being rolled back is only waited
 * for. Rejects with the SDK's errors and with `interrupted`; the aftermath then says what is known.
 */
export async function stopDeployment(number: number, context: RolloutContext): Promise<StopEnd> {
  const wasOver = !(await requestStop(number, context));
  context.aftermath.becomes(
    `deployment ${number} is taken back by AppConfig, look with \`model-rollout status\`; nothing else was changed`,
  );
  return { deployment: await awaitEnd(number, context), wasOver };
}

/**
 * Whether there was anything to stop. Asked again after a lost answer, and after a refusal, since the documentation
 * promises a stop for DEPLOYING only: validation passes by, and what bakes is stopped like what is complete.
 */
async function requestStop(number: number, context: RolloutContext): Promise<boolean> {
  const { open, io, aftermath } = context;
  let mayBeDone = false;
  for (let tries = 1; ; tries += 1) {
    const { State } = await patiently(() => open.deployments.get(number), context);
    if (!isInProgress(State) || State === 'ROLLING_BACK') return mayBeDone;
    aftermath.checkpoint(io.interrupted);
    try {
      await send(number, { open, AllowRevert: State === 'BAKING' && tries > 1 });
      return true;
    } catch (error) {
      if (isLost(error)) {
        mayBeDone = true;
        aftermath.becomes(`it is not known whether deployment ${number} was stopped`);
      }
      if (tries === TRIES || !(isLost(error) || isRefusal(error))) throw error;
    }
    await io.pause(PAUSE_MS);
  }
}

async function send(
  number: number,
  { open, AllowRevert }: Pick<RolloutContext, 'open'> & { readonly AllowRevert: boolean },
): Promise<void> {
  const { applicationId: ApplicationId, environmentId: EnvironmentId } = open.stage.place;
  const where = { ApplicationId, EnvironmentId, DeploymentNumber: number };
  await open.clients.appConfig.send(
    new StopDeploymentCommand({ ...where, ...(AllowRevert && { AllowRevert }) }),
  );
}

/** Whether StopDeployment does not like the state; which of the two it says then is not documented. */
export function isRefusal(error: unknown): boolean {
  return /^(BadRequest|Conflict)Exception$/.test(String(Object(error).name));
}
