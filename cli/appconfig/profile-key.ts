import { GetConfigurationProfileCommand } from '@aws-sdk/client-appconfig';
import type { Place } from '../../lambda/guard/place.ts';
import type { AppConfigSender } from '../../lambda/watch/senders.ts';

/** The KMS key of the flag document's profile, as it was given; `undefined` = AWS's own. Rejects with the SDK's errors. */
export async function profileKey(
  client: AppConfigSender,
  { applicationId, profileId }: Place,
): Promise<string | undefined> {
  const { KmsKeyIdentifier } = await client.send(
    new GetConfigurationProfileCommand({ ApplicationId: applicationId, ConfigurationProfileId: profileId }),
  );
  return KmsKeyIdentifier;
}
