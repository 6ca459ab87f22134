import type { AppConfigClient } from '@aws-sdk/client-appconfig';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/** What is used of the SDK's client for AppConfig. */
export type AppConfigSender = Pick<AppConfigClient, 'send'>;

/** What is used of the SDK's client for CloudWatch. */
export type CloudWatchSender = Pick<CloudWatchClient, 'send'>;
