import {
  type DeploymentState,
  type DeploymentSummary,
  type HostedConfigurationVersionSummary,
  ListDeploymentsCommand,
} from '@aws-sdk/client-appconfig';
import { type ChangedFlag, flagChanges } from '../../core/difference/flag-changes.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { type Authorship, authorshipIn } from '../appconfig/authorship.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { allPages } from '../appconfig/pages.ts';
import { causeOf, type TakenBackBy, takenBackBy } from './deployment-text.ts';
import { deploymentObservation } from './deployments.ts';
import { inTurns } from './in-turns.ts';
import type { DeploymentObservation } from './observation.ts';

/** What became of the flag document in one environment. Every time is in epoch milliseconds. */
export interface History {
  /** Newest first. */
  readonly deployments: readonly PastDeployment[];
  /** Number of older deployments that are not among them. */
  readonly older: number;
  /** Versions that were stored and never deployed to the environment, newest first; no more than deployments are asked for. */
  readonly undeployed: readonly StoredVersion[];
}

export interface PastDeployment {
  readonly number: number;
  readonly version: string;
  readonly label?: string;
  /** The version is no longer stored. */
  readonly isDeleted: boolean;
  /** Of the deployment, or else of its version. */
  readonly description?: string;
  /** Who wanted it; absent where this tool was not used. */
  readonly author?: Authorship;
  readonly startedAtMs: number;
  readonly state: DeploymentState;
  /** When it was complete; of one that was rolled back, when that was over. */
  readonly completedAtMs?: number;
  /** Version that was served before; absent for the first one. */
  readonly before?: string;
  /** What it changed against that; absent where one of the two is deleted or no flag document. */
  readonly changes?: readonly ChangedFlag[];
  readonly takenBack?: TakenBack;
}

export interface TakenBack {
  readonly by: TakenBackBy;
  readonly atMs: number;
  /** As AppConfig has logged it. */
  readonly reason: string;
}

export interface StoredVersion {
  readonly version: string;
  readonly label?: string;
  readonly description?: string;
  readonly author?: Authorship;
}

/** Reads the history of a stage, each deployment and version once. */
export class DeploymentHistory {
  readonly #open: OpenStage;
  readonly #details = new Map<number, Promise<DeploymentObservation>>();
  readonly #documents = new Map<string, Promise<FlagDocument | undefined>>();

  constructor(open: OpenStage) {
    this.#open = open;
  }

  /** The newest deployments, no more than `limit`. Rejects with the SDK's errors. */
  async read(limit: number): Promise<History> {
    const [deployments, versions] = await Promise.all([this.#deployments(), this.#open.versions.list()]);
    const shown = deployments.slice(0, limit);
    const past = await inTurns(shown, (deployment) =>
      this.#past(deployment, { older: deployments.slice(deployments.indexOf(deployment) + 1), versions }),
    );
    const undeployed = versions.filter((version) => !deployments.some((one) => isOf(one, version)));
    return {
      deployments: past,
      older: deployments.length - shown.length,
      undeployed: undeployed.slice(0, limit).map(storedVersion),
    };
  }

  /** Of the flag document, newest first. */
  async #deployments(): Promise<readonly DeploymentSummary[]> {
    const { clients, stage } = this.#open;
    const { applicationId: ApplicationId, environmentId: EnvironmentId, profileId } = stage.place;
    const where = { ApplicationId, EnvironmentId };
    const all = await allPages((page) =>
      clients.appConfig.send(new ListDeploymentsCommand({ ...where, ...page })),
    );
    return all.filter(({ ConfigurationProfileId }) => ConfigurationProfileId === profileId);
  }

  async #past(
    summary: DeploymentSummary,
    around: {
      readonly older: readonly DeploymentSummary[];
      readonly versions: readonly HostedConfigurationVersionSummary[];
    },
  ): Promise<PastDeployment> {
    const detail = await this.#detail(summary);
    const before = await this.#servedBefore(detail, around.older);
    const changes = before && (await this.#changes(before.version, detail.version));
    const stored = around.versions.find((version) => isOf(summary, version));
    const { number, version, label, startedAtMs, state, completedAtMs, eventLog } = detail;
    const cause = causeOf(eventLog);
    return {
      ...{ number, version, ...(label !== undefined && { label }), isDeleted: stored === undefined },
      ...describedBy(detail.description ?? stored?.Description),
      ...{ startedAtMs, state, ...(completedAtMs !== undefined && { completedAtMs }) },
      ...(before && { before: before.version }),
      ...(changes && { changes }),
      ...(cause && {
        takenBack: { by: takenBackBy(cause), atMs: cause.atMs, reason: cause.description },
      }),
    };
  }

  /** The newest older deployment that was complete, and not reverted, when this one began. */
  async #servedBefore(
    { startedAtMs }: DeploymentObservation,
    older: readonly DeploymentSummary[],
  ): Promise<DeploymentObservation | undefined> {
    for (const summary of older) {
      if (summary.State !== 'COMPLETE' && summary.State !== 'REVERTED') continue;
      const detail = await this.#detail(summary);
      const revertedAtMs = causeOf(detail.eventLog)?.atMs ?? Number.POSITIVE_INFINITY;
      if (summary.State === 'COMPLETE' || revertedAtMs > startedAtMs) return detail;
    }
    return undefined;
  }

  async #changes(from: string, to: string): Promise<readonly ChangedFlag[] | undefined> {
    const [before, after] = await Promise.all([this.#document(from), this.#document(to)]);
    return before && after && flagChanges(before, after);
  }

  #detail({ DeploymentNumber: number = 0 }: DeploymentSummary): Promise<DeploymentObservation> {
    const known =
      this.#details.get(number) ??
      this.#open.deployments.get(number).then((deployment) => deploymentObservation(deployment));
    this.#details.set(number, known);
    return known;
  }

  /** `undefined` when the version is deleted, or no flag document. */
  #document(version: string): Promise<FlagDocument | undefined> {
    const known = this.#documents.get(version) ?? this.#open.versions.documentOf(version);
    this.#documents.set(version, known);
    return known;
  }
}

/** AppConfig is told the number of a version or its label, and may give back either. */
function isOf(
  { ConfigurationVersion: version }: DeploymentSummary,
  { VersionNumber: number, VersionLabel: label }: HostedConfigurationVersionSummary,
): boolean {
  return version === String(number) || (label !== undefined && version === label);
}

function storedVersion(version: HostedConfigurationVersionSummary): StoredVersion {
  const { VersionNumber: number, VersionLabel: label, Description: description } = version;
  return { version: String(number), ...(label && { label }), ...describedBy(description) };
}

function describedBy(description: string | undefined): Pick<StoredVersion, 'description' | 'author'> {
  if (!description) return {};
  const author = authorshipIn(description);
  return { description, ...(author && { author }) };
}
