import { type DeploymentSummary, ListDeploymentsCommand } from '@aws-sdk/client-appconfig';
import type { ServedDocument } from '../../core/hygiene/flag-motion.ts';
import { newestDeployments } from '../../lambda/guard/newest-deployments.ts';
import type { HostedVersion } from '../appconfig/hosted-versions.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { stageName } from '../appconfig/stage-names.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import type { Stretch } from '../observation/request-sums.ts';

/** What is served, or on its way to everybody, and what was served before. */
export interface DeployedHistory {
  readonly current: HostedVersion;
  /** The latest first, {@link current} at the head; back to the one served at the beginning of the stretch. */
  readonly served: readonly ServedDocument[];
}

/**
 * Reads what was served in a stretch, as far as AppConfig still has it. Rejects with the SDK's errors, with `not-found`
 * when nothing is deployed, and with `document-refused` when what is deployed is no flag document.
 */
export async function deployedHistory(open: OpenStage, stretch: Stretch): Promise<DeployedHistory> {
  let current: HostedVersion | undefined;
  const served: ServedDocument[] = [];
  /** When nobody was served the next older document any more. */
  let untilMs = stretch.nowMs;
  for await (const deployment of deploymentsOf(open)) {
    const fromMs = deployment.StartedAt?.getTime() ?? 0;
    const version = deployment.ConfigurationVersion ?? '';
    if (isTakenBack(deployment)) {
      const endMs = Math.min(untilMs, endOf(deployment) ?? untilMs);
      served.push({ fromMs, untilMs: endMs, document: await open.versions.documentOf(version) });
      continue;
    }
    current ??= await open.versions.read(version);
    const document = served.length === 0 ? current.document : await open.versions.documentOf(version);
    served.push({ fromMs, untilMs, document });
    if (fromMs <= stretch.fromMs || document === undefined) break;
    untilMs = endOf(deployment) ?? untilMs;
  }
  if (current === undefined) throw nothingDeployed(open);
  return { current, served: served.toSorted((left, right) => right.untilMs - left.untilMs) };
}

async function* deploymentsOf({ clients, stage }: OpenStage): AsyncGenerator<DeploymentSummary, undefined> {
  const { place } = stage;
  const list = newestDeployments((input) => clients.appConfig.send(new ListDeploymentsCommand(input)), place);
  for await (const deployment of list) {
    const isOurs = deployment.ConfigurationProfileId === place.profileId;
    if (isOurs && deployment.State !== 'VALIDATING') yield deployment;
  }
}

function isTakenBack({ State }: DeploymentSummary): boolean {
  return State === 'ROLLING_BACK' || State === 'ROLLED_BACK' || State === 'REVERTED';
}

/** A reverted deployment says when it was complete, not when it was reverted. */
function endOf({ State, CompletedAt }: DeploymentSummary): number | undefined {
  return State === 'REVERTED' ? undefined : CompletedAt?.getTime();
}

function nothingDeployed({ stage }: OpenStage): CliError {
  const message = `nothing is deployed to ${stageName(stage)}; nothing was changed; deploy the stack, or look at a file`;
  return new CliError('not-found', message, { exitCode: EXIT.refused });
}
