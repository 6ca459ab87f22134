import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface PrivateQueueProps extends Pick<QueueProps, 'deadLetterQueue' | 'visibilityTimeout'> {
  readonly retentionPeriod: NonNullable<QueueProps['retentionPeriod']>;
  /**
   * Symmetric key that encrypts what is in the queue.
   * @default - a key that SQS owns
   */
  readonly encryptionKey?: IKey | undefined;
}

/** A queue that is encrypted, is spoken to by TLS only, and goes with its stack. */
export class PrivateQueue extends Queue {
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, { encryptionKey, ...props }: PrivateQueueProps) {
    super(scope, id, {
      ...props,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    });
    this.#key = encryptionKey;
  }

  /** Lets a function send; `grantSendMessages` of the CDK would let it ask for the queue's attributes as well. */
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
    caller.addToRolePolicy(new PolicyStatement({ actions, resources: [this.queueArn] }));
    if (this.#key === undefined) return;
    caller.addToRolePolicy(
      new PolicyStatement({
        actions: keyActions,
        resources: [this.#key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `sqs.${Stack.of(this).region}.amazonaws.com` } },
      }),
    );
  }
}
