import type { DeploymentSummary } from '@aws-sdk/client-appconfig';
import { changedFlags } from '../../core/document/changed-flags.ts';
import type { Flag, FlagDocument } from '../../core/document/flag-document.ts';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { MINUTE_MS } from '../clock.ts';
import { decodeText } from '../flags/store-options.ts';
import { type ListDeployments, newestDeployments } from '../guard/newest-deployments.ts';
import type { Place } from '../guard/place.ts';
import type { DeploymentReader } from '../guard/rollout-history.ts';
import { servedWords } from './served-words.ts';

/** Where a deployment of the flag document has got to. */
export type DeploymentOutcome = 'completed' | 'in-progress' | 'rolled-back' | 'reverted';

/** One flag that a deployment makes serve otherwise, with what it serves in a few words. */
export interface ChangedValue {
  readonly flag: string;
  readonly from: string;
  readonly to: string;
}

/** A deployment of the flag document: the record of which flag changed when. */
export interface FlagDeployment {
  readonly number: number;
  /** Version of the flag document. */
  readonly version: string;
  readonly startedAtMs: number;
  /** When everybody could have had it, epoch milliseconds; the bake time is not part of it. */
  readonly grownAtMs: number;
  /**
   * When nobody was served it any more: it was taken back, or the next one had grown. Of a reverted one the start of the
   * next, for want of better. Absent where it is served, or nothing came after.
   */
  readonly endedAtMs?: number;
  readonly outcome: DeploymentOutcome;
  /** `undefined` when the version is deleted or no flag document. */
  readonly document: FlagDocument | undefined;
  /** Document that was served before; `undefined` for the first one, and where it cannot be read. */
  readonly before: FlagDocument | undefined;
  /** At most one, unless somebody has deployed past the validator, plus kills. */
  readonly changes: readonly ChangedValue[];
}

export interface FlagDeploymentsQuery {
  readonly reader: DeploymentReader;
  readonly place: Place;
  /** Deployments whose document nobody was served any more by then are left out. */
  readonly fromMs: number;
}

/**
 * The deployments that were served at any time since `fromMs`, oldest first. AppConfig's list is followed back 200
 * deployments at most. Rejects like the reader.
 */
export async function readFlagDeployments(
  { reader, place, fromMs }: FlagDeploymentsQuery,
  signal: AbortSignal,
): Promise<readonly FlagDeployment[]> {
  const list: ListDeployments = (input) => reader.listDeployments(input, signal);
  const newestFirst: DeploymentSummary[] = [];
  for await (const deployment of newestDeployments(list, place)) {
    if (deployment.ConfigurationProfileId !== place.profileId || deployment.State === 'VALIDATING') continue;
    newestFirst.push(deployment);
    // What it replaced is needed as well, for what it changed.
    const isEnough = newestFirst.filter((one) => isServed(one) && startOf(one) <= fromMs).length > 1;
    if (isEnough) break;
  }
  const documents = new Documents(reader, place);
  const deployments: FlagDeployment[] = [];
  for (const [at, summary] of newestFirst.entries()) {
    const older = newestFirst.slice(at + 1).find(isServed);
    const before = older && (await documents.read(versionOf(older), signal));
    const document = await documents.read(versionOf(summary), signal);
    deployments.unshift(deploymentOf(summary, { newer: newestFirst.slice(0, at), before, document }));
  }
  return deployments.filter(({ endedAtMs = Number.POSITIVE_INFINITY }) => endedAtMs > fromMs);
}

/** Versions never change, so each is read once. */
class Documents {
  readonly #reader: DeploymentReader;
  readonly #place: Place;
  readonly #known = new Map<string, FlagDocument | undefined>();

  constructor(reader: DeploymentReader, place: Place) {
    this.#reader = reader;
    this.#place = place;
  }

  async read(version: string, signal: AbortSignal): Promise<FlagDocument | undefined> {
    if (this.#known.has(version)) return this.#known.get(version);
    const { applicationId: ApplicationId, profileId: ConfigurationProfileId } = this.#place;
    const input = { ApplicationId, ConfigurationProfileId, VersionNumber: Number(version) };
    const document = await this.#reader
      .getHostedConfigurationVersion(input, signal)
      .then(({ Content }) => documentIn(Content), undefinedIfDeleted);
    this.#known.set(version, document);
    return document;
  }
}

function documentIn(content: Uint8Array = new Uint8Array()): FlagDocument | undefined {
  try {
    const parsed = parseFlagDocumentText(decodeText(content));
    return parsed.ok ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

/** Readers give AppConfig's error itself or as the cause of their own. */
function undefinedIfDeleted(error: unknown): undefined {
  const { name, cause } = Object(error) as Error;
  if ([name, Object(cause).name].includes('ResourceNotFoundException')) return undefined;
  throw error;
}

function deploymentOf(
  summary: DeploymentSummary,
  {
    newer,
    before,
    document,
  }: {
    readonly newer: readonly DeploymentSummary[];
    readonly before: FlagDocument | undefined;
    readonly document: FlagDocument | undefined;
  },
): FlagDeployment {
  const endedAtMs = endOf(summary, newer);
  return {
    number: summary.DeploymentNumber ?? 0,
    version: versionOf(summary),
    startedAtMs: startOf(summary),
    grownAtMs: grownAt(summary),
    ...(endedAtMs !== undefined && { endedAtMs }),
    outcome: outcomeOf(summary),
    document,
    before,
    changes: before && document ? changesOf(before, document) : [],
  };
}

function changesOf(before: FlagDocument, document: FlagDocument): readonly ChangedValue[] {
  const killed = document.flags
    .filter(({ flag, killed }) => killed.some((value) => !flagIn(before, flag)?.killed.includes(value)))
    .map(({ flag }) => flag);
  return [...new Set([...changedFlags(before, document), ...killed])].map((flag) => ({
    flag,
    from: servedWords(flagIn(before, flag)),
    to: servedWords(flagIn(document, flag)),
  }));
}

function flagIn({ flags }: FlagDocument, name: string): Flag | undefined {
  return flags.find(({ flag }) => flag === name);
}

/** When it was taken back, or else when the next one that was not had grown. */
function endOf(summary: DeploymentSummary, newerFirst: readonly DeploymentSummary[]): number | undefined {
  const next = newerFirst.findLast((one) => isServed(one) && one.State !== 'DEPLOYING');
  if (summary.State === 'ROLLED_BACK') return summary.CompletedAt?.getTime() ?? grownAt(summary);
  // When it was reverted AppConfig's list does not say; nothing is measured of it after that.
  if (summary.State === 'REVERTED') return newerFirst.at(-1)?.StartedAt?.getTime();
  return next && grownAt(next);
}

const OUTCOMES: Readonly<Record<string, DeploymentOutcome>> = {
  COMPLETE: 'completed',
  ROLLED_BACK: 'rolled-back',
  ROLLING_BACK: 'rolled-back',
  REVERTED: 'reverted',
};

function outcomeOf({ State }: DeploymentSummary): DeploymentOutcome {
  return OUTCOMES[State ?? ''] ?? 'in-progress';
}

/** Whether others came after it as after what everybody was served. */
function isServed({ State }: DeploymentSummary): boolean {
  return State === 'COMPLETE' || State === 'DEPLOYING' || State === 'BAKING';
}

function startOf({ StartedAt }: DeploymentSummary): number {
  return StartedAt?.getTime() ?? 0;
}

function grownAt(summary: DeploymentSummary): number {
  return startOf(summary) + (summary.DeploymentDurationInMinutes ?? 0) * MINUTE_MS;
}

function versionOf({ ConfigurationVersion = '' }: DeploymentSummary): string {
  return ConfigurationVersion;
}
