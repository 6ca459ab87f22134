import { CfnExtensionAssociation } from 'aws-cdk-lib/aws-appconfig';
import { EventField, type IRuleTarget, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { requireTopics } from '../notification-config.ts';
import { requireSource } from '../require-name.ts';
import { checked } from '../safety/synth-check.ts';
import type { ModelFlags } from './model-flags.ts';
import type { MetricSource } from './rollout-metrics.ts';
import { RUNBOOK } from './runbook-alarm.ts';

/**
 * AWS's own extension, by its id; it needs no role and costs nothing.
 *
 * Source: AppConfig User Guide, "AWS AppConfig deployment events to Amazon EventBridge extension"; the id as
 * `ListExtensions` answers it.
 */
const EXTENSION = 'AWS.AppConfig.DeploymentNotificationsToEventBridge';

export interface RolloutNotificationsProps extends MetricSource {
  /** Flags whose deployments are told of, those of prompts included. */
  readonly flags: ModelFlags;
  /**
   * Topics that are told, 1 to 5, of the stack's account and region. One of the same app is made to accept it; the policy
   * of any other must let `events.amazonaws.com` publish, without conditions: EventBridge gives SNS nothing to hold
   * against them.
   */
  readonly topics: readonly ITopic[];
  /**
   * Hours that a candidate is watched after its deployment; 0 = not at all.
   * @default 0
   */
  readonly watchHours?: number;
}

/** What happens to a deployment that people are told of. */
export interface DeploymentNews {
  /** Heading in the runbook. */
  readonly heading: string;
  /** `Type` of the event's detail. */
  readonly type: string;
  /** Goes on from "deployment 7 of model-flags (version 12)". */
  readonly text: string;
}

/** Names a deployment in the arguments of a command. */
const PLACE = `--app ${EventField.fromPath('$.detail.Application.Name')} --env ${EventField.fromPath('$.detail.Environment.Name')}`;

/**
 * Tells topics in a sentence when a deployment starts, is complete or was rolled back: an association that has AppConfig
 * put it on the default event bus, and a rule for each.
 */
export class RolloutNotifications extends Construct {
  constructor(scope: Construct, id: string, props: RolloutNotificationsProps) {
    super(scope, id);
    checked(this, 'name-refused', () => requireSource(props));
    checked(this, 'out-of-range', () => requireTopics('topics', props.topics.length));
    new CfnExtensionAssociation(this, 'Association', {
      extensionIdentifier: EXTENSION,
      resourceIdentifier: props.flags.environment.environmentArn,
    });
    for (const topic of props.topics) topic.grantPublish(new ServicePrincipal('events.amazonaws.com'));
    for (const news of deploymentNews(props.watchHours ?? 0)) this.#createRule(props, news);
  }

  /** By ids, and by the type in the detail: of the events' titles AWS documents but one. */
  #createRule({ service, stage, flags, topics }: RolloutNotificationsProps, news: DeploymentNews): void {
    const { heading, type, text } = news;
    const number = EventField.fromPath('$.detail.DeploymentNumber');
    const profile = EventField.fromPath('$.detail.ConfigurationProfile.Name');
    const version = EventField.fromPath('$.detail.ConfigurationVersion');
    const message = `${service} ${stage}: deployment ${number} of ${profile} (version ${version}) ${text} What to do: ${RUNBOOK}#${heading}`;
    new Rule(this, heading, {
      description: `Tells of ${heading} in ${service} ${stage}`,
      eventPattern: {
        source: ['aws.appconfig'],
        detail: {
          Type: [type],
          Application: { Id: [flags.application.applicationId] },
          Environment: { Id: [flags.environment.environmentId] },
        },
      },
      targets: topics.map((topic) => targetOf(topic, message)),
    });
  }
}

/** Not CDK's own target: a topic by its ARN would be one of another account to it where the stack's is not known yet. */
function targetOf({ topicArn: arn }: ITopic, message: string): IRuleTarget {
  return { bind: () => ({ arn, input: RuleTargetInput.fromText(message) }) };
}

/** Everything that is told, in the order in which it happens. */
export function deploymentNews(watchHours: number): readonly DeploymentNews[] {
  const afterwards =
    watchHours > 0
      ? `A candidate in it is watched for ${watchHours} hours more.`
      : 'Nothing takes it back by itself any more.';
  return [
    {
      heading: 'deployment-started',
      type: 'OnDeploymentStart',
      text: `has started. Follow it: npx cdk-model-rollout watch ${PLACE}. End it: npx cdk-model-rollout stop ${PLACE}.`,
    },
    {
      heading: 'deployment-complete',
      type: 'OnDeploymentComplete',
      text: `is complete, all users are served it. ${afterwards} Take it back: npx cdk-model-rollout revert ${PLACE}.`,
    },
    {
      heading: 'deployment-rolled-back',
      type: 'OnDeploymentRolledBack',
      text: `was rolled back, users are served the version before with the next poll. Why: npx cdk-model-rollout history ${PLACE}.`,
    },
  ];
}
