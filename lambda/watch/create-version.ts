import { CreateHostedConfigurationVersionCommand } from '@aws-sdk/client-appconfig';
import type { AppConfigSender } from './senders.ts';

/** What is stored as the next version of a flag document. */
export interface NewVersion {
  /** JSON. */
  readonly text: string;
  /** Of no other version, and not a number; default: none. */
  readonly label?: string;
  readonly description: string;
  /** Number of the newest version as it was read; AppConfig refuses when there is a newer one. 0 = none; absent = no lock. */
  readonly latestNumber?: number;
}

/** Stores the next version of a profile and resolves to its number. Rejects with the SDK's errors. */
export async function createVersion(
  client: AppConfigSender,
  profile: { readonly ApplicationId: string; readonly ConfigurationProfileId: string },
  { text, label, description, latestNumber }: NewVersion,
): Promise<number> {
  const { VersionNumber = 0 } = await client.send(
    new CreateHostedConfigurationVersionCommand({
      ...profile,
      Content: new TextEncoder().encode(text),
      ContentType: 'application/json',
      Description: description,
      VersionLabel: label,
      LatestVersionNumber: latestNumber,
    }),
  );
  return VersionNumber;
}
