import {
  GetHostedConfigurationVersionCommand,
  type HostedConfigurationVersionSummary,
  ListHostedConfigurationVersionsCommand,
} from '@aws-sdk/client-appconfig';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { issueLine } from '../../core/document/issue.ts';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import type { Place } from '../../lambda/guard/place.ts';
import { createVersion, type NewVersion } from '../../lambda/watch/create-version.ts';
import type { AppConfigSender } from '../../lambda/watch/senders.ts';
import { isMissing } from '../aws/aws-error.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { allPages } from './pages.ts';

/** A hosted version of the flag document, as text and in normal form. */
export interface HostedVersion {
  readonly number: number;
  readonly text: string;
  readonly document: FlagDocument;
}

/** The hosted versions of the flag document. Methods reject with the SDK's errors. */
export class HostedVersions {
  readonly #client: AppConfigSender;
  readonly #profile: { readonly ApplicationId: string; readonly ConfigurationProfileId: string };

  constructor(client: AppConfigSender, { applicationId, profileId }: Omit<Place, 'environmentId'>) {
    this.#client = client;
    this.#profile = { ApplicationId: applicationId, ConfigurationProfileId: profileId };
  }

  /** Newest first; what was deleted is not among them. */
  async list(): Promise<readonly HostedConfigurationVersionSummary[]> {
    const all = await allPages((page) =>
      this.#client.send(new ListHostedConfigurationVersionsCommand({ ...this.#profile, ...page })),
    );
    return all.toSorted((left, right) => (right.VersionNumber ?? 0) - (left.VersionNumber ?? 0));
  }

  /** Number of the newest version; 0 without one. */
  async latestNumber(): Promise<number> {
    return (await this.list())[0]?.VersionNumber ?? 0;
  }

  /** Rejects with `document-refused` when the version holds no flag document. */
  async read(version: string): Promise<HostedVersion> {
    const { text } = await this.#get(Number(version));
    const parsed = parseFlagDocumentText(text);
    if (parsed.ok) return { number: Number(version), text, document: parsed.value };
    const problems = parsed.problems.map(issueLine).join('; ');
    const message = `version ${version}, which is deployed, is no flag document: ${problems}; nothing was changed; deploy one that validate accepts, with the console or the AWS CLI`;
    throw new CliError('document-refused', message, { exitCode: EXIT.refused });
  }

  /** The document of a version; `undefined` when the version was deleted, or holds no flag document. */
  async documentOf(version: string): Promise<FlagDocument | undefined> {
    return this.read(version).then(
      ({ document }) => document,
      (error: unknown) => {
        if (isMissing(error) || error instanceof CliError) return undefined;
        throw error;
      },
    );
  }

  /** The documents of two versions; `undefined` when either is none. */
  async bothDocuments(
    from: string,
    to: string,
  ): Promise<readonly [before: FlagDocument, after: FlagDocument] | undefined> {
    const [before, after] = await Promise.all([this.documentOf(from), this.documentOf(to)]);
    return before && after && [before, after];
  }

  /** Stores the next version and resolves to its number. */
  store(version: NewVersion): Promise<number> {
    return createVersion(this.#client, this.#profile, version);
  }

  async labelOf(number: number): Promise<string | undefined> {
    return (await this.#get(number)).label;
  }

  async #get(VersionNumber: number): Promise<{ readonly text: string; readonly label?: string | undefined }> {
    const { Content, VersionLabel } = await this.#client.send(
      new GetHostedConfigurationVersionCommand({ ...this.#profile, VersionNumber }),
    );
    return { text: new TextDecoder().decode(Content), label: VersionLabel };
  }
}
