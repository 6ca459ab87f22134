import type {
  BatchResultErrorEntry,
  ChangeMessageVisibilityRequest,
  CreateQueueRequest,
  CreateQueueResult,
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
  DeleteMessageRequest,
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  Message,
  ReceiveMessageRequest,
  ReceiveMessageResult,
  SendMessageBatchRequest,
  SendMessageBatchResult,
  SendMessageRequest,
  SendMessageResult,
} from '@aws-sdk/client-sqs';
import { ACCOUNT } from '../account.ts';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Random } from '../random.ts';
import { batchRefused, noQueue, queueExists } from './errors.ts';
import { Queue, type ReceiveLimits } from './queue.ts';
import { type GivenAttributes, limited, queueAttributes } from './queue-attributes.ts';

export interface SqsOptions {
  readonly clock: Clock;
  /** Draws the ids of messages. */
  readonly random: Random;
  /** Address that the URLs of queues begin with. */
  readonly url: string;
}

/** Most entries of a batch, and messages of a receive. */
const BATCH = 10;

/** Most seconds that a message may be hidden. */
const MAX_HIDDEN_SECONDS = 43_200;

/** An embedded model of SQS: standard queues in memory. `local/BEHAVIOUR.md` is its specification. */
export class Sqs {
  readonly #options: SqsOptions;
  readonly #queues = new Map<string, Queue>();

  constructor(options: SqsOptions) {
    this.#options = options;
  }

  /** Throws `QueueNameExists` for one that is there with other attributes, and `InvalidParameterValue`. */
  createQueue({ QueueName: name = '', Attributes = {} }: CreateQueueRequest): CreateQueueResult {
    return { QueueUrl: this.put(name, Attributes) };
  }

  /** As {@link createQueue}, with the attributes as a template has them. */
  put(name: string, given: GivenAttributes): string {
    const { clock, random } = this.#options;
    const queue = new Queue({ name, clock, newId: () => random.uuid(), given });
    const existing = this.#queues.get(name);
    if (existing === undefined) this.#queues.set(name, queue);
    else if (JSON.stringify(existing.attributes) !== JSON.stringify(queue.attributes))
      throw queueExists(name);
    return this.urlOf(name);
  }

  /** Gives a queue other attributes; its messages stay. */
  change(name: string, given: GivenAttributes): void {
    this.queue(name).attributes = queueAttributes(given);
  }

  deleteQueue({ QueueUrl }: { readonly QueueUrl?: string | undefined }): object {
    this.#queues.delete(this.queue(QueueUrl).name);
    return {};
  }

  getQueueUrl({ QueueName }: GetQueueUrlRequest): GetQueueUrlResult {
    return { QueueUrl: this.urlOf(this.queue(QueueName).name) };
  }

  /** All of them, whichever are asked for. */
  getQueueAttributes({ QueueUrl }: GetQueueAttributesRequest): GetQueueAttributesResult {
    const { arn, attributes, counts } = this.queue(QueueUrl);
    const { redrive, ...numbers } = attributes;
    const { targetArn: deadLetterTargetArn, maxReceiveCount } = redrive ?? {};
    return {
      Attributes: {
        QueueArn: arn,
        ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
        ...(redrive && { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }) }),
        ApproximateNumberOfMessages: String(counts.visible),
        ApproximateNumberOfMessagesNotVisible: String(counts.hidden),
      },
    };
  }

  /** Throws `QueueDoesNotExist` and `InvalidParameterValue`. */
  sendMessage({ QueueUrl, ...message }: SendMessageRequest): SendMessageResult {
    const { id, md5 } = this.queue(QueueUrl).send(message);
    return { MessageId: id, MD5OfMessageBody: md5 };
  }

  /** Entries that fail are told of one by one. */
  sendMessageBatch({ QueueUrl, Entries }: SendMessageBatchRequest): SendMessageBatchResult {
    const queue = this.queue(QueueUrl);
    return batch(Entries, ({ Id, ...message }) => {
      const { id, md5 } = queue.send(message);
      return { Id, MessageId: id, MD5OfMessageBody: md5 };
    });
  }

  /** At once, whatever wait is asked for. */
  receiveMessage(request: ReceiveMessageRequest): ReceiveMessageResult {
    const { QueueUrl, MaxNumberOfMessages, VisibilityTimeout } = request;
    const queue = this.queue(QueueUrl);
    const most = limited('MaxNumberOfMessages', MaxNumberOfMessages, { fallback: 1, min: 1, max: BATCH });
    const fallback = queue.attributes.VisibilityTimeout;
    const limits = { fallback, min: 0, max: MAX_HIDDEN_SECONDS };
    const hiddenMs = limited('VisibilityTimeout', VisibilityTimeout, limits) * 1000;
    return { Messages: this.received(queue, { most, hiddenMs }) };
  }

  /** Throws `QueueDoesNotExist` and `ReceiptHandleIsInvalid`. */
  deleteMessage({ QueueUrl, ReceiptHandle = '' }: DeleteMessageRequest): object {
    this.queue(QueueUrl).delete(ReceiptHandle);
    return {};
  }

  /** Entries that fail are told of one by one. */
  deleteMessageBatch({ QueueUrl, Entries }: DeleteMessageBatchRequest): DeleteMessageBatchResult {
    const queue = this.queue(QueueUrl);
    return batch(Entries, ({ Id, ReceiptHandle = '' }) => {
      queue.delete(ReceiptHandle);
      return { Id };
    });
  }

  changeMessageVisibility(request: ChangeMessageVisibilityRequest): object {
    const { QueueUrl, ReceiptHandle = '', VisibilityTimeout } = request;
    const limits = { fallback: 0, min: 0, max: MAX_HIDDEN_SECONDS };
    const seconds = limited('VisibilityTimeout', VisibilityTimeout, limits);
    this.queue(QueueUrl).hide(ReceiptHandle, seconds * 1000);
    return {};
  }

  /** A queue by URL, ARN or name. Throws `QueueDoesNotExist`. */
  queue(id = ''): Queue {
    const name = id.split(/[/:]/).at(-1) ?? '';
    const queue = this.#queues.get(name);
    if (queue === undefined) throw noQueue(name);
    return queue;
  }

  /** What can be received of a queue; what was received too often goes to its dead-letter queue, if that is still there. */
  received(queue: Queue, limits: Omit<ReceiveLimits, 'redrive'>): Message[] {
    return queue.receive({
      ...limits,
      redrive: (targetArn, { sentAtMs, ...message }) => this.queue(targetArn).send(message, sentAtMs),
    });
  }

  urlOf(name: string): string {
    return `${this.#options.url}/${ACCOUNT.id}/${name}`;
  }
}

interface BatchResult<Success> {
  readonly Successful: Success[];
  readonly Failed: BatchResultErrorEntry[];
}

/** Carries entries out one by one. Throws for a batch that is none. */
function batch<Entry extends { readonly Id: string | undefined }, Success>(
  entries: readonly Entry[] | undefined,
  carryOut: (entry: Entry) => Success,
): BatchResult<Success> {
  requireBatch(entries ?? []);
  const Successful: Success[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries ?? []) {
    try {
      Successful.push(carryOut(entry));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.name, Message: error.message });
    }
  }
  return { Successful, Failed };
}

function requireBatch(entries: readonly { readonly Id: string | undefined }[]): void {
  if (entries.length === 0) throw batchRefused('EmptyBatchRequest', 'got no entries; send 1 to 10');
  if (entries.length > BATCH) {
    throw batchRefused('TooManyEntriesInBatchRequest', `got ${entries.length} entries; send 1 to ${BATCH}`);
  }
  if (new Set(entries.map(({ Id }) => Id)).size === entries.length) return;
  throw batchRefused('BatchEntryIdsNotDistinct', 'got two entries of one Id; give each its own');
}
