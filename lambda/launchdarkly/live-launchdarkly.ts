import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { init } from '@launchdarkly/node-server-sdk';
import type { LaunchDarklyUris } from '../contract.ts';
import { connect } from './connect.ts';
import type { LaunchDarklyClient } from './launchdarkly-client.ts';
import { LaunchDarklyLog } from './launchdarkly-log.ts';
import type { LaunchDarklySettings } from './launchdarkly-settings.ts';
import { readSdkKey } from './sdk-key.ts';

/** LaunchDarkly as the inference function has it: the client that is on its way, and its log. */
export interface LiveLaunchDarkly {
  readonly client: Promise<LaunchDarklyClient>;
  readonly connection: LaunchDarklyLog;
}

/** Longest wait for one answer of Secrets Manager; the function itself waits `waitMs` and goes on without. */
const SECRET_TIMEOUT_MS = 3000;

/**
 * Reads the SDK key from Secrets Manager and connects. Of a user, LaunchDarkly is sent the key and no attribute: they are
 * private, though rules may test them.
 */
export function liveLaunchDarkly({ secret, uris }: LaunchDarklySettings): LiveLaunchDarkly {
  // Standard output has one line a request: its record.
  const log = new LaunchDarklyLog({ write: (line) => process.stderr.write(`${line}\n`) });
  const requestHandler = {
    connectionTimeout: SECRET_TIMEOUT_MS,
    requestTimeout: SECRET_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  };
  const awsSdkV3Client = new SecretsManagerClient({ maxAttempts: 1, requestHandler });
  const secrets = new SecretsProvider({ awsSdkV3Client });
  const open = (sdkKey: string) =>
    init(sdkKey, { ...addresses(uris), logger: log, allAttributesPrivate: true, diagnosticOptOut: true });
  return { client: connect({ readKey: () => readSdkKey(secrets, secret), open, log }), connection: log };
}

function addresses({ stream, base, events }: LaunchDarklyUris) {
  return {
    ...(stream !== undefined && { streamUri: stream }),
    ...(base !== undefined && { baseUri: base }),
    ...(events !== undefined && { eventsUri: events }),
  };
}
