import { type DeploymentSummary, ListDeploymentsCommand } from '@aws-sdk/client-appconfig';
import { type ListDeployments, newestDeployments } from '../../lambda/guard/newest-deployments.ts';
import { type FlagDeployment, type Standing, standingOf } from '../../lambda/watch/standing.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';

/** What a revert would take back. */
export interface Revertible {
  /** How the environment stands: whatever is different later, somebody else has done. */
  readonly standing: Standing;
  /** The newest deployment of the flag document that was not rolled back: complete, reverted already, or in progress. */
  readonly newest: FlagDeployment | undefined;
  /** What is served once it is taken back. */
  readonly before: FlagDeployment | undefined;
}

/** Reads the list of deployments no further than that takes. Rejects with the SDK's errors. */
export async function readRevertible({ clients, stage }: OpenStage): Promise<Revertible> {
  const { place } = stage;
  const list: ListDeployments = (input) => clients.appConfig.send(new ListDeploymentsCommand(input));
  const all: DeploymentSummary[] = [];
  for await (const deployment of newestDeployments(list, place)) {
    all.push(deployment);
    if (withoutRolledBack(all, place.profileId).before !== undefined) break;
  }
  const { newest, before } = withoutRolledBack(all, place.profileId);
  return { standing: standingOf(all, place.profileId), newest, before };
}

/** What was rolled back never came to be served. */
function withoutRolledBack(newestFirst: readonly DeploymentSummary[], profileId: string): Standing {
  return standingOf(
    newestFirst.filter(({ State }) => State !== 'ROLLED_BACK'),
    profileId,
  );
}
