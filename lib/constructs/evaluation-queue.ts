import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Answers are judged within minutes, or not at all: questions of users are not kept for longer than it takes. */
const RETENTION = Duration.hours(4);

/** Time to look at what could not be judged. */
const DEAD_RETENTION = Duration.days(1);

/** Receives after which an answer is given up. */
const MAX_RECEIVES = 5;

export interface EvaluationQueueProps {
  /** How long an answer that is being judged is hidden; at least as long as the function may take. */
  readonly visibilityTimeout: Duration;
  /**
   * Symmetric key that encrypts what is in the queues.
   * @default - a key that SQS owns
   */
  readonly encryptionKey?: IKey;
}

/** Answers that wait to be judged, and those that could not be; encrypted, by TLS only, and not kept for long. */
export class EvaluationQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, { visibilityTimeout, encryptionKey }: EvaluationQueueProps) {
    super(scope, id);
    this.#encryptionKey = encryptionKey;
    const common: QueueProps = {
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, retentionPeriod: DEAD_RETENTION });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      retentionPeriod: RETENTION,
      visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }

  /** Lets a function send answers; `grantSendMessages` of the CDK would let it ask for the queue's attributes as well. */
  allowSending(sender: LambdaFunction): void {
    this.#allow(sender, ['sqs:SendMessage'], ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  /** Lets Lambda read the queue in the name of a function's role. */
  allowReceiving(receiver: LambdaFunction): void {
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    this.#allow(receiver, actions, ['kms:Decrypt']);
  }

  /** In the role's policy alone: a statement in that of the key would have the stack of the key wait for this one. */
  #allow(caller: LambdaFunction, actions: string[], keyActions: string[]): void {
    caller.addToRolePolicy(new PolicyStatement({ actions, resources: [this.queue.queueArn] }));
    if (this.#encryptionKey === undefined) return;
    caller.addToRolePolicy(
      new PolicyStatement({
        actions: keyActions,
        resources: [this.#encryptionKey.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `sqs.${Stack.of(this).region}.amazonaws.com` } },
      }),
    );
  }
}
