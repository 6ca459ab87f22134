import { Arn, ArnFormat, Token } from 'aws-cdk-lib';

/** EventBridge's limit on the targets of a rule. */
const MAX_TOPICS = 5;

/** Whom a stage tells that a deployment has started, is complete or was rolled back. */
export type NotificationConfig =
  | {
      /**
       * Addresses subscribed to a topic of the stage's own, which is told of alarms, too. Each gets a mail first, to agree.
       * @default - nobody is subscribed by the stack
       */
      readonly emails?: readonly string[];
      readonly topicArns?: never;
    }
  | {
      /**
       * ARNs of topics, 1 to 5, instead of one of the stage's own; of its account and region. Their policies must let
       * `events.amazonaws.com` publish. They are told of alarms only where `alarmTopicArns` names them as well.
       */
      readonly topicArns: readonly string[];
      readonly emails?: never;
    };

/**
 * Refuses what a stack of that region cannot tell anything.
 *
 * @throws naming prop, value and what is allowed.
 */
export function requireNotifications({ emails = [], topicArns }: NotificationConfig, region: string): void {
  const noAddress = emails.find((email) => !Token.isUnresolved(email) && !/^[^@\s]+@[^@\s]+$/.test(email));
  if (noAddress !== undefined) {
    throw new Error(`notifications.emails has "${noAddress}", which is no e-mail address: correct it`);
  }
  if (topicArns === undefined) return;
  if (topicArns.length < 1 || topicArns.length > MAX_TOPICS) {
    throw new Error(
      `notifications.topicArns has ${topicArns.length} topics, but must have 1 to ${MAX_TOPICS}: leave it out for a topic of the stage's own`,
    );
  }
  for (const arn of topicArns) requireRegion(arn, region);
}

/** A rule of EventBridge and its targets are in one region. */
function requireRegion(topicArn: string, region: string): void {
  if (Token.isUnresolved(topicArn) || Token.isUnresolved(region)) return;
  const { region: found } = Arn.split(topicArn, ArnFormat.NO_RESOURCE_NAME);
  if (found === region) return;
  throw new Error(
    `notifications.topicArns has ${topicArn}, but the stage is in ${region}: name a topic of that region`,
  );
}
