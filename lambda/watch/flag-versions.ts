import {
  GetHostedConfigurationVersionCommand,
  ListHostedConfigurationVersionsCommand,
  type ListHostedConfigurationVersionsCommandOutput,
} from '@aws-sdk/client-appconfig';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { issueLine } from '../../core/document/issue.ts';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import type { Place } from '../guard/place.ts';
import { RolloutError } from '../rollout-error.ts';
import { createVersion, type NewVersion } from './create-version.ts';
import type { AppConfigSender } from './senders.ts';

/** The hosted versions of the flag document. Methods reject with the SDK's errors. */
export class FlagVersions {
  readonly #client: AppConfigSender;
  readonly #profile: { readonly ApplicationId: string; readonly ConfigurationProfileId: string };
  /** A version never changes. */
  readonly #documents = new Map<string, FlagDocument>();

  constructor(client: AppConfigSender, { applicationId, profileId }: Omit<Place, 'environmentId'>) {
    this.#client = client;
    this.#profile = { ApplicationId: applicationId, ConfigurationProfileId: profileId };
  }

  /** Rejects with `deployed-version-unreadable` when the version holds no flag document. */
  async document(version: string): Promise<FlagDocument> {
    const known = this.#documents.get(version);
    if (known !== undefined) return known;
    const parsed = parseFlagDocumentText(await this.#text(Number(version)));
    if (!parsed.ok) {
      const problems = parsed.problems.map(issueLine).join('; ');
      const message = `version ${version} of the flag document is refused: ${problems}`;
      throw new RolloutError('deployed-version-unreadable', message, { fault: 'user' });
    }
    this.#documents.set(version, parsed.value);
    return parsed.value;
  }

  /**
   * Stores a document as the next version and resolves to its number; when the newest version is that text already,
   * as after a look that was cut off, to that one. Rejects with `ConflictException` when somebody stores one meanwhile.
   */
  async store(text: string, description: string): Promise<string> {
    const latest = await this.#latestNumber();
    if (latest > 0 && (await this.#text(latest)) === text) return String(latest);
    const next = { text, description };
    const create = (version: NewVersion) => createVersion(this.#client, this.#profile, version);
    const stored = await create({ ...next, latestNumber: latest }).catch(async (error: unknown) => {
      const isLocked = error instanceof Error && error.name === 'ConflictException';
      if (!isLocked || (await this.#latestNumber()) !== latest) throw error;
      // The newest version was deleted: no number that can be read is the lock. What is deployed is locked by itself.
      return create(next);
    });
    return String(stored);
  }

  /** All pages, since their order is not documented. */
  async #latestNumber(): Promise<number> {
    let latest = 0;
    let NextToken: string | undefined;
    do {
      const list = new ListHostedConfigurationVersionsCommand({
        ...this.#profile,
        MaxResults: 50,
        NextToken,
      });
      const answer: ListHostedConfigurationVersionsCommandOutput = await this.#client.send(list);
      latest = (answer.Items ?? []).reduce(
        (max, { VersionNumber = 0 }) => Math.max(max, VersionNumber),
        latest,
      );
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    return latest;
  }

  async #text(VersionNumber: number): Promise<string> {
    const version = await this.#client.send(
      new GetHostedConfigurationVersionCommand({ ...this.#profile, VersionNumber }),
    );
    return new TextDecoder().decode(version.Content);
  }
}
