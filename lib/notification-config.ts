import { Token } from 'aws-cdk-lib';

/** EventBridge's limit on the targets of a rule. */
const MAX_TOPICS = 5;

/** Refuses no topics, and more than a rule of EventBridge tells. */
export function requireTopics(prop: string, count: number): void {
  if (count >= 1 && count <= MAX_TOPICS) return;
  throw new Error(
    `${prop} has ${count} topics, but must have 1 to ${MAX_TOPICS}: name so many, or leave out the notifications`,
  );
}

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
  for (const [at, email] of emails.entries()) requireEmail(email, emails.slice(0, at));
  if (topicArns === undefined) return;
  requireTopics('notifications.topicArns', topicArns.length);
  requireTopicArns('notifications.topicArns', topicArns, region);
}

/**
 * Refuses topics that alarms and rules of a region cannot publish to: those have to be in the same one. Tokens pass.
 *
 * @throws naming prop, value and what is allowed.
 */
export function requireTopicArns(prop: string, topicArns: readonly string[], region: string): void {
  for (const arn of topicArns.filter((one) => !Token.isUnresolved(one))) {
    const found = /^arn:[^:]+:sns:([^:]+):[^:]+:[^:]+$/.exec(arn)?.[1];
    if (found === undefined) {
      throw new Error(
        `${prop} has "${arn}", but must have ARNs of SNS topics, such as arn:aws:sns:us-east-1:123456789012:news: correct it`,
      );
    }
    if (Token.isUnresolved(region) || found === region) continue;
    throw new Error(`${prop} has "${arn}", but the stage is in ${region}: name a topic of that region`);
  }
}

function requireEmail(email: string, before: readonly string[]): void {
  if (Token.isUnresolved(email)) return;
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw new Error(`notifications.emails has "${email}", which is no e-mail address: correct it`);
  }
  if (!before.includes(email)) return;
  throw new Error(`notifications.emails has "${email}" twice: name each address once`);
}
