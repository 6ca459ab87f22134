import type { AppConfigClient } from '@aws-sdk/client-appconfig';
import type { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/** Where and as whom; without them the SDK's normal chain decides. `AWS_ENDPOINT_URL` is honoured by the SDK. */
export interface AwsOptions {
  readonly region?: string | undefined;
  /** Name of a profile of the shared AWS configuration files. */
  readonly profile?: string | undefined;
}

/** What commands speak to AWS with. */
export interface AwsClients {
  readonly appConfig: AppConfigClient;
  readonly appConfigData: AppConfigDataClient;
  readonly cloudWatch: CloudWatchClient;
}

/**
 * The SDK's clients. They are loaded when they are needed: half of the commands read files only. A profile is put into the
 * environment, since the SDK takes a profile's endpoint from there and from nowhere else.
 */
export async function connectToAws({ region, profile }: AwsOptions): Promise<AwsClients> {
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  // The SDK is bundled: what its next versions need of Node.js does not concern whoever runs this one.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const [{ AppConfigClient }, { AppConfigDataClient }, { CloudWatchClient }] = await Promise.all([
    import('@aws-sdk/client-appconfig'),
    import('@aws-sdk/client-appconfigdata'),
    import('@aws-sdk/client-cloudwatch'),
  ]);
  const options = { ...(region && { region }) };
  return {
    appConfig: new AppConfigClient(options),
    appConfigData: new AppConfigDataClient(options),
    cloudWatch: new CloudWatchClient(options),
  };
}
