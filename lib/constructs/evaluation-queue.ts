import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PrivateQueue } from './private-queue.ts';

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
  readonly deadLetters: Queue;
  readonly #queue: PrivateQueue;

  constructor(scope: Construct, id: string, { visibilityTimeout, encryptionKey }: EvaluationQueueProps) {
    super(scope, id);
    this.deadLetters = new PrivateQueue(this, 'DeadLetters', {
      retentionPeriod: DEAD_RETENTION,
      encryptionKey,
    });
    this.#queue = new PrivateQueue(this, 'Queue', {
      ...{ retentionPeriod: RETENTION, visibilityTimeout, encryptionKey },
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }

  /** Where answers wait. */
  get queue(): Queue {
    return this.#queue;
  }

  /** Lets a function send answers. */
  allowSending(sender: LambdaFunction): void {
    this.#queue.allowSending(sender);
  }

  /** Lets Lambda read the queue in the name of a function's role. */
  allowReceiving(receiver: LambdaFunction): void {
    this.#queue.allowReceiving(receiver);
  }
}
