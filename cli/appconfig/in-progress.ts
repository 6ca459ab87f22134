import type { Deployment } from '@aws-sdk/client-appconfig';
import type { Standing } from '../../lambda/watch/standing.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';

/** A deployment that has to be over before anything else can be done. */
export function inProgress({ latestNumber }: Standing): CliError {
  const message = `deployment ${latestNumber} of this environment is in progress; nothing was changed; wait for it (\`model-rollout watch\`) or end it (\`model-rollout stop\`)`;
  return new CliError('in-progress', message, { exitCode: EXIT.refused });
}

/** A deployment that ought to be over by now. */
export function stillInProgress({ DeploymentNumber, State }: Deployment): CliError {
  const message = `deployment ${DeploymentNumber} is still ${State}; AppConfig goes on with it by itself; look with \`model-rollout status\`, and run the command again when it is over`;
  return new CliError('in-progress', message, { exitCode: EXIT.aws });
}
