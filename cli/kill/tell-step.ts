import type { Deployment } from '@aws-sdk/client-appconfig';
import type { RolloutContext } from '../rollout/rollout-context.ts';

/** Tells of a step as soon as it is done: the whole takes minutes. */
export function tellStep(text: string, { screen }: Pick<RolloutContext, 'screen'>): void {
  screen.paragraph(text, 4, 2);
}

/** `deployment 3 of model-flags, version 3: COMPLETE after 2 s`. */
export function deploymentStep(
  { DeploymentNumber, ConfigurationName, ConfigurationVersion, State }: Deployment,
  afterMs: number,
): string {
  return `deployment ${DeploymentNumber} of ${ConfigurationName}, version ${ConfigurationVersion}: ${State} after ${secondsText(afterMs)}`;
}

/** Whole seconds: a minute is too coarse for a kill. */
export function secondsText(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
