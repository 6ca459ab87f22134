import type { DeploymentSummary, ListDeploymentsRequest } from '@aws-sdk/client-appconfig';
import type { Place } from './place.ts';

/** One page of AppConfig's list. */
export type ListDeployments = (input: ListDeploymentsRequest) => Promise<{
  readonly Items?: readonly DeploymentSummary[] | undefined;
  readonly NextToken?: string | undefined;
}>;

/** Pages that are looked through: 200 deployments. What is older is as if it had never been. */
const MAX_PAGES = 4;
/** The most that AppConfig gives. */
const PAGE_SIZE = 50;

/** The deployments of an environment, whatever their profile, newest first; a page is read when it is needed. */
export async function* newestDeployments(
  list: ListDeployments,
  { applicationId: ApplicationId, environmentId: EnvironmentId }: Omit<Place, 'profileId'>,
): AsyncGenerator<DeploymentSummary, undefined> {
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const input = { ApplicationId, EnvironmentId, MaxResults: PAGE_SIZE };
    const answer = await list({ ...input, ...(NextToken && { NextToken }) });
    yield* answer.Items ?? [];
    NextToken = answer.NextToken;
    if (NextToken === undefined) return;
  }
}
