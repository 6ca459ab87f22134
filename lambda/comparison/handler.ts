import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { systemClock } from '../clock.ts';
import { deploymentReader, metricReader } from '../guard/sdk-readers.ts';
import { alarmReader } from './alarm-history.ts';
import { createComparisonReport } from './create-comparison-report.ts';
import { publish } from './publish.ts';
import { reportSettings } from './report-settings.ts';

const cloudWatch = new CloudWatchClient();
const s3 = new S3Client();
const sns = new SNSClient();

/** The report that comes by itself. */
export const handler = createComparisonReport({
  deployments: deploymentReader(new AppConfigClient()),
  metrics: metricReader(cloudWatch),
  alarms: alarmReader(cloudWatch),
  tell: (topicArn, message) => publish(sns, topicArn, message),
  keep: async (Bucket, Key, Body) => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/html; charset=utf-8' }));
    return `s3://${Bucket}/${Key}`;
  },
  settings: reportSettings(process.env),
  clock: systemClock,
  emit: (line) => process.stdout.write(`${line}\n`),
});
