import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Where answers to be judged go. */
export interface AnswerQueue {
  /** Resolves within a bounded time, and never rejects: `false` says that the answer was not sent. */
  send(body: string): Promise<boolean>;
}

/** Longest that an answer is held up for the sake of its evaluation. */
export const SEND_TIMEOUT_MS = 250;

/** Sends to a queue of Amazon SQS by its URL. One attempt: an answer that is not judged is no loss, one that waits is. */
export class SqsAnswerQueue implements AnswerQueue {
  readonly #client: SQSClient;
  readonly #url: string;

  /** Make the client with `maxAttempts: 1`. */
  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async send(body: string): Promise<boolean> {
    const command = new SendMessageCommand({ QueueUrl: this.#url, MessageBody: body });
    try {
      await this.#client.send(command, { abortSignal: AbortSignal.timeout(SEND_TIMEOUT_MS) });
      return true;
    } catch {
      return false;
    }
  }
}

/** The queue by the machine's credentials. */
export function liveAnswerQueue(url: string): AnswerQueue {
  return new SqsAnswerQueue(new SQSClient({ maxAttempts: 1 }), url);
}
