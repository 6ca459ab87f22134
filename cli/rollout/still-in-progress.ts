import type { Deployment } from '@aws-sdk/client-appconfig';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';

/** A deployment that ought to be over by now. */
export function stillInProgress({ DeploymentNumber, State }: Deployment): CliError {
  const message = `deployment ${DeploymentNumber} is still ${State}; AppConfig goes on with it by itself; look with \`model-rollout status\`, and run the command again when it is over`;
  return new CliError('in-progress', message, { exitCode: EXIT.aws });
}
