import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { requireSource } from '../require-name.ts';
import { checked } from '../safety/synth-check.ts';
import type { MetricSource } from './rollout-metrics.ts';

export interface StageTopicProps extends MetricSource {
  /**
   * Addresses to subscribe; each gets a mail first, to agree.
   * @default - none
   */
  readonly emails?: readonly string[];
  /**
   * Key that encrypts messages while SNS has them. Its policy must let `cloudwatch.amazonaws.com` and
   * `events.amazonaws.com` decrypt and generate data keys; that of a key of the same app is extended.
   * @default - no key; messages say nothing of users
   */
  readonly encryptionKey?: IKey;
}

/**
 * A topic for the people who look after a stage. The alarms of the stage may publish to it, and rules of EventBridge;
 * nobody may without TLS.
 */
export class StageTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: StageTopicProps) {
    super(scope, id);
    checked(this, 'name-refused', () => requireSource(props));
    const { service, stage, emails = [], encryptionKey } = props;
    this.topic = new Topic(this, 'Topic', {
      displayName: `${service} ${stage}`,
      enforceSSL: true,
      ...(encryptionKey === undefined ? {} : { masterKey: encryptionKey }),
    });
    this.#allowAlarms(props);
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
  }

  #allowAlarms({ service, stage, encryptionKey }: StageTopicProps): void {
    const stack = Stack.of(this);
    const alarms = stack.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `${service}-${stage}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        principals: [cloudWatch],
        conditions: {
          ArnLike: { 'aws:SourceArn': alarms },
          StringEquals: { 'aws:SourceAccount': stack.account },
        },
      }),
    );
    encryptionKey?.grant(cloudWatch, 'kms:Decrypt', 'kms:GenerateDataKey*');
  }
}
