import { createHash } from 'node:crypto';
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { ACCOUNT } from '../account.ts';
import type { Clock } from '../clock.ts';
import { badReceipt, invalidValue } from './errors.ts';
import { type GivenAttributes, type QueueAttributes, queueAttributes } from './queue-attributes.ts';

/** A message as it is sent. */
export interface NewMessage {
  readonly MessageBody?: string | undefined;
  readonly MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
  readonly DelaySeconds?: number | undefined;
}

interface Held {
  readonly id: string;
  readonly body: string;
  readonly attributes: Record<string, MessageAttributeValue> | undefined;
  readonly sentAtMs: number;
  visibleAtMs: number;
  receives: number;
  firstReceivedAtMs?: number;
  receipt?: string;
}

export interface QueueOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly given: GivenAttributes;
}

/** What is asked of one receive. */
export interface ReceiveLimits {
  /** 1 to 10. */
  readonly most: number;
  /** Milliseconds; default the queue's. */
  readonly hiddenMs?: number;
  /** Takes a message that was received too often. */
  readonly redrive: (targetArn: string, message: NewMessage & { readonly sentAtMs: number }) => void;
}

/** A standard queue of SQS. Messages are received in the order in which they were sent, which AWS does not promise. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  attributes: QueueAttributes;
  readonly #clock: Clock;
  readonly #newId: () => string;
  #messages: Held[] = [];

  constructor({ name, clock, newId, given }: QueueOptions) {
    this.name = name;
    this.arn = `arn:aws:sqs:${ACCOUNT.region}:${ACCOUNT.id}:${name}`;
    this.attributes = queueAttributes(given);
    this.#clock = clock;
    this.#newId = newId;
  }

  /** How many messages can be received now, and how many are hidden since they were received or are delayed. */
  get counts(): { readonly visible: number; readonly hidden: number } {
    const messages = this.#kept();
    const visible = messages.filter((message) => this.#isVisible(message)).length;
    return { visible, hidden: messages.length - visible };
  }

  /** When the message that has waited longest was sent; `undefined` when none can be received. */
  get oldestSentAtMs(): number | undefined {
    return this.#kept().find((message) => this.#isVisible(message))?.sentAtMs;
  }

  /** Id and digest of the message. `sentAtMs`: of one that comes from another queue, whose age goes on there. */
  send(message: NewMessage, sentAtMs = this.#clock.now()): { readonly id: string; readonly md5: string } {
    const { MessageBody: body = '', MessageAttributes: attributes, DelaySeconds } = message;
    const { MaximumMessageSize } = this.attributes;
    const bytes = Buffer.byteLength(body);
    if (bytes === 0 || bytes > MaximumMessageSize) {
      throw invalidValue(`got a message of ${bytes} bytes, allowed are 1 to ${MaximumMessageSize}`);
    }
    const id = this.#newId();
    const delayMs = (DelaySeconds ?? this.attributes.DelaySeconds) * 1000;
    const visibleAtMs = this.#clock.now() + delayMs;
    this.#messages.push({ id, body, attributes, sentAtMs, visibleAtMs, receives: 0 });
    return { id, md5: digest(body) };
  }

  /** Messages that are hidden from then on. One that was received too often goes where the redrive policy says. */
  receive({ most, hiddenMs = this.attributes.VisibilityTimeout * 1000, redrive }: ReceiveLimits): Message[] {
    this.#redriveTo(redrive);
    const nowMs = this.#clock.now();
    const received = this.#kept()
      .filter((message) => this.#isVisible(message))
      .slice(0, most);
    return received.map((message) => {
      message.receives += 1;
      message.firstReceivedAtMs ??= nowMs;
      message.visibleAtMs = nowMs + hiddenMs;
      message.receipt = `${message.id}#${message.receives}`;
      return messageOf(message);
    });
  }

  /** A handle of an earlier receive does nothing; one of another queue is refused. */
  delete(receipt: string): void {
    this.#owned(receipt);
    this.#messages = this.#messages.filter((message) => message.receipt !== receipt);
  }

  /** Hides a received message for so many milliseconds from now on. */
  hide(receipt: string, hiddenMs: number): void {
    this.#owned(receipt);
    const found = this.#messages.find((message) => message.receipt === receipt);
    if (found) found.visibleAtMs = this.#clock.now() + hiddenMs;
  }

  purge(): void {
    this.#messages = [];
  }

  #owned(receipt: string): void {
    if (!/^[^#]+#\d+$/.test(receipt)) throw badReceipt(receipt);
  }

  #isVisible({ visibleAtMs }: Held): boolean {
    return visibleAtMs <= this.#clock.now();
  }

  /** Forgets what is too old. */
  #kept(): readonly Held[] {
    const oldestMs = this.#clock.now() - this.attributes.MessageRetentionPeriod * 1000;
    this.#messages = this.#messages.filter(({ sentAtMs }) => sentAtMs > oldestMs);
    return this.#messages;
  }

  #redriveTo(take: ReceiveLimits['redrive']): void {
    const { redrive } = this.attributes;
    if (redrive === undefined) return;
    const isSpent = (message: Held) =>
      this.#isVisible(message) && message.receives >= redrive.maxReceiveCount;
    const spent = this.#kept().filter(isSpent);
    this.#messages = this.#messages.filter((message) => !spent.includes(message));
    for (const { body, attributes, sentAtMs } of spent) {
      take(redrive.targetArn, { MessageBody: body, MessageAttributes: attributes, sentAtMs });
    }
  }
}

function messageOf({ id, body, attributes, receipt, ...held }: Held): Message {
  return {
    MessageId: id,
    ReceiptHandle: receipt,
    MD5OfBody: digest(body),
    Body: body,
    Attributes: {
      SenderId: ACCOUNT.id,
      SentTimestamp: String(held.sentAtMs),
      ApproximateReceiveCount: String(held.receives),
      ApproximateFirstReceiveTimestamp: String(held.firstReceivedAtMs),
    },
    ...(attributes && { MessageAttributes: attributes }),
  };
}

/** Clients of the SDK refuse a message whose digest is another. */
function digest(body: string): string {
  return createHash('md5').update(body).digest('hex');
}
