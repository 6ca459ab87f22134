import type { DeploymentSummary } from '@aws-sdk/client-appconfig';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { MINUTE_MS } from '../clock.ts';
import { decodeText } from '../flags/store-options.ts';
import { RolloutError } from '../rollout-error.ts';
import { type ListDeployments, newestDeployments } from './newest-deployments.ts';
import type { Place } from './place.ts';
import { POLL_SETTLE_MS } from './rollout-chain.ts';
import type { DeploymentReader } from './rollout-history.ts';

/** A flag document that everybody is served. */
export interface ServedDocument {
  readonly document: FlagDocument;
  /** When nobody saw another one any more, epoch milliseconds. */
  readonly sinceMs: number;
}

/** Finds the flag document that is served. Calls of a look: one list, and one for each version that is new to the instance. */
export class ServedDocumentReader {
  readonly #reader: DeploymentReader;
  /** A version never changes. */
  readonly #documents = new Map<string, FlagDocument>();

  constructor(reader: DeploymentReader) {
    this.#reader = reader;
  }

  /**
   * `undefined` while a deployment is in progress, when users have one document or the other. Rejects with
   * `deployed-version-unreadable` when it is no flag document.
   */
  async read(place: Place, signal: AbortSignal): Promise<ServedDocument | undefined> {
    const list: ListDeployments = (input) => this.#reader.listDeployments(input, signal);
    let sinceMs = 0;
    for await (const deployment of newestDeployments(list, place)) {
      const { ConfigurationProfileId, ConfigurationVersion: version = '', State = '' } = deployment;
      if (ConfigurationProfileId !== place.profileId) continue;
      if (!SETTLED.includes(State)) return undefined;
      sinceMs = Math.max(sinceMs, endOf(deployment) + POLL_SETTLE_MS);
      if (State === 'COMPLETE') return { document: await this.#document(place, version, signal), sinceMs };
    }
    return undefined;
  }

  async #document(place: Place, version: string, signal: AbortSignal): Promise<FlagDocument> {
    const known = this.#documents.get(version);
    if (known !== undefined) return known;
    const { applicationId: ApplicationId, profileId: ConfigurationProfileId } = place;
    const input = { ApplicationId, ConfigurationProfileId, VersionNumber: Number(version) };
    const { Content = new Uint8Array() } = await this.#reader.getHostedConfigurationVersion(input, signal);
    const parsed = parseFlagDocumentText(decodeText(Content));
    if (!parsed.ok) throw unreadable(version);
    this.#documents.set(version, parsed.value);
    return parsed.value;
  }
}

const SETTLED: readonly string[] = ['COMPLETE', 'ROLLED_BACK', 'REVERTED'];

/** When everybody had what a deployment brought, or had lost it again. Of a revert AppConfig does not say when it was. */
function endOf({
  State,
  StartedAt,
  CompletedAt,
  DeploymentDurationInMinutes = 0,
}: DeploymentSummary): number {
  const grownMs = (StartedAt?.getTime() ?? 0) + DeploymentDurationInMinutes * MINUTE_MS;
  return State === 'COMPLETE' ? grownMs : (CompletedAt?.getTime() ?? grownMs);
}

function unreadable(version: string): RolloutError {
  const message = `version ${version} of the flag document, which is deployed, is refused; deploy one that the validator accepts`;
  return new RolloutError('deployed-version-unreadable', message, { fault: 'user' });
}
