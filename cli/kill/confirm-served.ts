import {
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import { isKilledIn } from '../../core/document/candidate-reach.ts';
import type { Kill } from '../../core/document/kill-value.ts';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { patiently } from '../patience.ts';
import type { RolloutContext } from '../rollout/rollout-context.ts';

const LOOK_MS = 2000;
/** One minute. */
const LOOKS = 30;

/**
 * Whether AppConfig gives the kill to whoever asks for the configuration, as agents do; asked with a new session each time,
 * for a minute at most. Rejects with the SDK's errors and with `interrupted`.
 */
export async function confirmServed(kill: Kill, context: RolloutContext): Promise<boolean> {
  const { io, aftermath } = context;
  for (let looks = 1; looks <= LOOKS; looks += 1) {
    const text = await patiently(() => servedText(context), context);
    const parsed = parseFlagDocumentText(text);
    if (parsed.ok && isKilledIn(parsed.value, kill)) return true;
    await io.pause(LOOK_MS);
    aftermath.checkpoint(io.interrupted);
  }
  return false;
}

async function servedText({ open }: RolloutContext): Promise<string> {
  const { appConfigData } = open.clients;
  const { applicationId, environmentId, profileId } = open.stage.place;
  const { InitialConfigurationToken: ConfigurationToken } = await appConfigData.send(
    new StartConfigurationSessionCommand({
      ApplicationIdentifier: applicationId,
      EnvironmentIdentifier: environmentId,
      ConfigurationProfileIdentifier: profileId,
    }),
  );
  const { Configuration } = await appConfigData.send(
    new GetLatestConfigurationCommand({ ConfigurationToken }),
  );
  return new TextDecoder().decode(Configuration);
}
