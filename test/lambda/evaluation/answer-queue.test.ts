import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { SqsAnswerQueue } from '../../../lambda/evaluation/answer-queue.ts';
import type { HttpHandler, HttpRequest } from '../../../local/http/loopback-server.ts';
import { connect } from '../../helpers/loopback-client.ts';

async function aQueue(handle: HttpHandler): Promise<SqsAnswerQueue> {
  const { client, server } = await connect(SQSClient, handle);
  return new SqsAnswerQueue(client, `${server.url}/123456789012/answers`);
}

describe('the queue of answers over the SDK client', () => {
  it('takes a message', async () => {
    const requests: HttpRequest[] = [];
    const queue = await aQueue((request) => {
      requests.push(request);
      // What SQS says of the digest of `hello`.
      return {
        status: 200,
        body: JSON.stringify({ MessageId: 'm', MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' }),
      };
    });
    expect(await queue.send('hello')).toBe(true);
    expect(JSON.parse(requests[0]?.body.toString() ?? '')).toMatchObject({
      QueueUrl: expect.stringMatching(/\/123456789012\/answers$/),
      MessageBody: 'hello',
    });
  });

  it.each([400, 403, 500, 503])('says so when it is refused with %d, and asks only once', async (status) => {
    let calls = 0;
    const queue = await aQueue(() => {
      calls += 1;
      return { status, body: '{}' };
    });
    expect(await queue.send('hello')).toBe(false);
    expect(calls).toBe(1);
  });

  it('gives up on a queue that hangs', async () => {
    const queue = await aQueue(() => new Promise(() => {}));
    expect(await queue.send('hello')).toBe(false);
  });
});
