import {
  type Deployment,
  type DeploymentEvent,
  type DeploymentState,
  type DeploymentSummary,
  GetDeploymentStrategyCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-appconfig';
import { HOUR_MS, MINUTE_MS } from '../../lambda/clock.ts';
import { newestDeployments } from '../../lambda/guard/newest-deployments.ts';
import type { Place } from '../../lambda/guard/place.ts';
import type { AppConfigSender } from '../../lambda/watch/senders.ts';
import { isMissing } from '../aws/aws-error.ts';
import type { DeploymentObservation, EventObservation, ServedVersion } from './observation.ts';

/** The deployments of a flag document that tell what is served. */
export interface NewestDeployments {
  /** In whatever state. */
  readonly newest?: DeploymentSummary;
  /** The newest one that is complete. */
  readonly complete?: DeploymentSummary;
  /** Whether a deployment after that one was served to everybody, and reverted. */
  readonly isBack?: boolean;
}

/** Reads the list no further than to the newest deployment that is complete. Rejects with the SDK's errors. */
export async function newestOf(client: AppConfigSender, place: Place): Promise<NewestDeployments> {
  let newest: DeploymentSummary | undefined;
  let isBack = false;
  const list = newestDeployments((input) => client.send(new ListDeploymentsCommand(input)), place);
  for await (const deployment of list) {
    if (deployment.ConfigurationProfileId !== place.profileId) continue;
    newest ??= deployment;
    if (deployment.State === 'COMPLETE') return { newest, complete: deployment, isBack };
    isBack ||= deployment.State === 'REVERTED';
  }
  return newest ? { newest } : {};
}

/** Name of a deployment strategy; `undefined` once it is deleted. Rejects with the SDK's other errors. */
export async function strategyName(client: AppConfigSender, id: string): Promise<string | undefined> {
  return client.send(new GetDeploymentStrategyCommand({ DeploymentStrategyId: id })).then(
    ({ Name }) => Name,
    (error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    },
  );
}

/** A complete deployment as what everybody is served; `isBack`: again, since another one was reverted. */
export function servedBy(
  { ConfigurationVersion: version = '', VersionLabel: label, CompletedAt: completedAt }: DeploymentSummary,
  isBack: boolean,
): ServedVersion {
  const since = completedAt !== undefined && !isBack && { sinceMs: completedAt.getTime() };
  return { version, ...(label && { label }), ...since };
}

/** A deployment as AppConfig answers it. */
export function deploymentObservation(deployment: Deployment, strategy?: string): DeploymentObservation {
  const { VersionLabel: label, Description: description, State: state = 'VALIDATING' } = deployment;
  const startedAtMs = deployment.StartedAt?.getTime() ?? 0;
  const endsAtMs = startedAtMs + plannedMs(deployment);
  return {
    number: deployment.DeploymentNumber ?? 0,
    version: deployment.ConfigurationVersion ?? '',
    ...(label && { label }),
    ...(description && { description }),
    state,
    percentage: percentageOf(state, deployment.PercentageComplete),
    startedAtMs,
    ...(deployment.CompletedAt && { completedAtMs: deployment.CompletedAt.getTime() }),
    ...(isUnderWay(state) && { endsAtMs }),
    ...(strategy !== undefined && { strategyName: strategy }),
    eventLog: oldestFirst(deployment.EventLog ?? []),
  };
}

/** For so long AppConfig takes back what is complete (API reference, StopDeployment). */
export const REVERTIBLE_MS = 72 * HOUR_MS;

/** Whether a deployment was taken back, so that nobody sees its document any more. */
export function isTakenBack(state: DeploymentState | undefined): state is 'ROLLED_BACK' | 'REVERTED' {
  return state === 'ROLLED_BACK' || state === 'REVERTED';
}

/** Whether a deployment grows or bakes: its document is out, and may be taken back. */
export function isUnderWay(state: DeploymentState): boolean {
  return state === 'DEPLOYING' || state === 'BAKING';
}

function plannedMs({ DeploymentDurationInMinutes = 0, FinalBakeTimeInMinutes = 0 }: Deployment): number {
  return (DeploymentDurationInMinutes + FinalBakeTimeInMinutes) * MINUTE_MS;
}

/** What AppConfig gives for a deployment that was taken back it does not document. */
function percentageOf(state: DeploymentState, percentage = 0): number {
  return isTakenBack(state) ? 0 : percentage;
}

/** AppConfig gives the newest first; events of the same moment keep their order. */
function oldestFirst(log: readonly DeploymentEvent[]): readonly EventObservation[] {
  return log
    .map(eventObservation)
    .toReversed()
    .sort((left, right) => left.atMs - right.atMs);
}

function eventObservation(event: DeploymentEvent): EventObservation {
  return {
    atMs: event.OccurredAt?.getTime() ?? 0,
    type: event.EventType ?? '',
    triggeredBy: event.TriggeredBy ?? '',
    description: event.Description ?? '',
  };
}
