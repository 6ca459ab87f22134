import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { RolloutError } from '../rollout-error.ts';
import type { Message } from './create-comparison-report.ts';

/** Publishes to a topic. Rejects with a `RolloutError` `report-untold` unless SNS has taken the message. */
export async function publish(
  client: SNSClient,
  topicArn: string,
  { subject, text }: Message,
): Promise<void> {
  const command = new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text });
  await client.send(command).catch((cause: unknown) => {
    const message = `${topicArn} could not be told (${String(Object(cause).name)}); the report is made again at the next attempt; check the topic and its policy`;
    throw new RolloutError('report-untold', message, { fault: 'dependency', cause });
  });
}
