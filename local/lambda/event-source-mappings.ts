import { randomUUID } from 'node:crypto';
import type { Message } from '@aws-sdk/client-sqs';
import { isRecord } from '../../core/record.ts';
import { ACCOUNT } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Queue } from '../sqs/queue.ts';
import type { Sqs } from '../sqs/sqs.ts';
import { inRange } from './configuration.ts';
import { conflict, invalidParameter, notFound } from './errors.ts';
import type { LambdaFunctions } from './lambda-functions.ts';

/** A mapping of a queue to a function, under the names that CloudFormation and Lambda have for its members. */
export interface EventSourceMappingProps {
  readonly EventSourceArn: string;
  readonly FunctionName: string;
  /** @default 10 */
  readonly BatchSize?: number;
  /** @default true */
  readonly Enabled?: boolean;
  /** @default 0 */
  readonly MaximumBatchingWindowInSeconds?: number;
  /** @default - as many as there is room for */
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
  /** @default - none */
  readonly FunctionResponseTypes?: readonly string[];
}

interface Mapping {
  readonly queue: Queue;
  readonly functionName: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly mostAtOnce: number;
  readonly isEnabled: boolean;
  readonly saysWhichFailed: boolean;
  running: number;
}

export interface EventSourceMappingsOptions {
  readonly clock: Clock;
  readonly sqs: Sqs;
  readonly functions: Pick<LambdaFunctions, 'get' | 'invokeRaw'>;
}

const PARTIAL = 'ReportBatchItemFailures';

/** A batch that does not wait has no more messages than one receive of SQS gives. */
const RECEIVED_AT_ONCE = 10;

/** Lambda starts with so many readers of a queue ("Configuring scaling behavior for SQS event source mappings"). */
const READERS = 5;

/** Hands messages of queues to functions, in batches, and deletes those that were handled. Nothing is read but at `tick()`. */
export class EventSourceMappings {
  readonly #options: EventSourceMappingsOptions;
  readonly #mappings = new Map<string, Mapping>();

  constructor(options: EventSourceMappingsOptions) {
    this.#options = options;
  }

  /** Its id. Throws `InvalidParameterValueException`, and `ResourceConflictException` for a pair that is mapped already. */
  create(props: EventSourceMappingProps): string {
    const mapping = this.#read(props);
    const isTaken = [...this.#mappings.values()].some(
      ({ queue, functionName }) => queue === mapping.queue && functionName === mapping.functionName,
    );
    if (isTaken) throw conflict(`${mapping.queue.arn} and ${mapping.functionName} are mapped already`);
    const id = randomUUID();
    this.#mappings.set(id, mapping);
    return id;
  }

  update(id: string, props: EventSourceMappingProps): void {
    if (!this.#mappings.has(id)) throw notFound(`there is no event source mapping ${id}`);
    this.#mappings.set(id, this.#read(props));
  }

  /** Throws `ResourceNotFoundException`. */
  delete(id: string): void {
    if (!this.#mappings.delete(id)) throw notFound(`there is no event source mapping ${id}`);
  }

  /** Hands on what can be received, and does not wait for the functions. */
  tick(): void {
    for (const mapping of this.#mappings.values()) {
      if (mapping.isEnabled) this.#handOn(mapping);
    }
  }

  #handOn(mapping: Mapping): void {
    while (mapping.running < mapping.mostAtOnce && this.#isReady(mapping)) {
      const messages = this.#batch(mapping);
      if (messages.length === 0) return;
      void this.#deliver(mapping, messages);
    }
  }

  /** A batch that is full, or whose first message has waited for the window. */
  #isReady({ queue, batchSize, windowMs }: Mapping): boolean {
    const { oldestSentAtMs } = queue;
    if (oldestSentAtMs === undefined) return false;
    return queue.counts.visible >= batchSize || this.#options.clock.now() - oldestSentAtMs >= windowMs;
  }

  #batch({ queue, batchSize }: Mapping): Message[] {
    const messages: Message[] = [];
    while (messages.length < batchSize) {
      const most = Math.min(RECEIVED_AT_ONCE, batchSize - messages.length);
      const received = this.#options.sqs.received(queue, { most });
      if (received.length === 0) break;
      messages.push(...received);
    }
    return messages;
  }

  async #deliver(mapping: Mapping, messages: readonly Message[]): Promise<void> {
    mapping.running += 1;
    const { queue, functionName } = mapping;
    try {
      const event = JSON.stringify({ Records: messages.map((message) => recordOf(message, queue.arn)) });
      const { payload, error } = await this.#options.functions.invokeRaw(functionName, event);
      if (error) return;
      const failed = mapping.saysWhichFailed ? failedIn(payload, messages) : new Set<string>();
      const handled = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
      for (const { ReceiptHandle = '' } of handled) queue.delete(ReceiptHandle);
    } catch {
      // Throttled, or the function is gone: the messages show again after their time.
    } finally {
      mapping.running -= 1;
    }
  }

  #read(props: EventSourceMappingProps): Mapping {
    const {
      EventSourceArn,
      FunctionName,
      BatchSize = 10,
      Enabled = true,
      FunctionResponseTypes = [],
    } = props;
    const seconds = inRange(
      'MaximumBatchingWindowInSeconds',
      props.MaximumBatchingWindowInSeconds ?? 0,
      0,
      300,
    );
    const queue = this.#options.sqs.queue(EventSourceArn);
    const { FunctionName: functionName = '', Timeout = 3 } = this.#options.functions.get(FunctionName);
    if (queue.attributes.VisibilityTimeout < Timeout) {
      throw invalidParameter(
        `queue visibility timeout: ${queue.attributes.VisibilityTimeout} seconds is less than function timeout: ${Timeout} seconds`,
      );
    }
    return {
      ...{ queue, functionName, windowMs: seconds * 1000, isEnabled: Enabled, running: 0 },
      batchSize: inRange('BatchSize', BatchSize, 1, seconds > 0 ? 10_000 : RECEIVED_AT_ONCE),
      mostAtOnce: inRange('MaximumConcurrency', props.ScalingConfig?.MaximumConcurrency ?? READERS, 2, 1000),
      saysWhichFailed: FunctionResponseTypes.includes(PARTIAL),
    };
  }
}

function recordOf(message: Message, eventSourceARN: string): object {
  const { MessageId, ReceiptHandle, Body, MD5OfBody, Attributes, MessageAttributes = {} } = message;
  return {
    ...{ messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, md5OfBody: MD5OfBody },
    ...{ attributes: Attributes, messageAttributes: MessageAttributes },
    ...{ eventSource: 'aws:sqs', eventSourceARN, awsRegion: ACCOUNT.region },
  };
}

/**
 * Which messages a function says it has not handled: none where it says nothing, all where it names one that there is not.
 *
 * Source: Lambda Developer Guide, "Handling errors for an SQS event source", success and failure conditions.
 */
function failedIn(payload: string, messages: readonly Message[]): ReadonlySet<string> {
  const answer: unknown = JSON.parse(payload);
  const failures: unknown = isRecord(answer) ? answer.batchItemFailures : undefined;
  const named = Array.isArray(failures) ? failures.map(identifierOf) : [];
  const all = new Set(messages.map(({ MessageId = '' }) => MessageId));
  const isKnown = named.every((id) => id !== undefined && all.has(id));
  return isKnown ? new Set(named.filter((id) => id !== undefined)) : all;
}

function identifierOf(failure: unknown): string | undefined {
  const id: unknown = isRecord(failure) ? failure.itemIdentifier : undefined;
  return typeof id === 'string' ? id : undefined;
}
