import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { Random } from '../../../local/random.ts';
import { sqsHandler } from '../../../local/sqs/http.ts';
import { Sqs } from '../../../local/sqs/sqs.ts';
import { connect } from '../../helpers/loopback-client.ts';

const ARN = 'arn:aws:sqs:us-east-1:123456789012';

/** A queue, and one for what was received three times from it, by a real client; BEHAVIOUR Q1 to Q6. */
async function queues(Attributes: Record<string, string> = {}) {
  const clock = new VirtualClock(Date.UTC(2031, 0, 15));
  const engine = new Sqs({ clock, random: new Random(1), url: 'http://127.0.0.1:9' });
  const { client } = await connect(SQSClient, sqsHandler(engine));
  await client.send(new CreateQueueCommand({ QueueName: 'dead' }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:dead`, maxReceiveCount: 3 });
  const given = { VisibilityTimeout: '60', RedrivePolicy, ...Attributes };
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'answers', Attributes: given }));
  const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const receive = async (QueueName = 'answers') => {
    const found = await client.send(new GetQueueUrlCommand({ QueueName }));
    const request = { QueueUrl: found.QueueUrl, MaxNumberOfMessages: 10 };
    return (await client.send(new ReceiveMessageCommand(request))).Messages ?? [];
  };
  const bodies = async (name?: string) => (await receive(name)).map(({ Body }) => Body);
  const pass = (seconds: number) => clock.advance(seconds * 1000);
  return { client, QueueUrl, send, receive, bodies, pass };
}

describe('a queue over HTTP', () => {
  it('gives what was sent, and hides it until its time is over', async () => {
    const { send, bodies, pass } = await queues();
    await send('an answer, with ümlauts');
    expect(await bodies()).toEqual(['an answer, with ümlauts']);
    expect(await bodies()).toEqual([]);
    pass(59);
    expect(await bodies()).toEqual([]);
    pass(1);
    expect(await bodies()).toEqual(['an answer, with ümlauts']);
  });

  it('says of a message how often it was received, and when first', async () => {
    const { send, receive, pass } = await queues();
    await send('twice');
    await receive();
    pass(60);
    const [message] = await receive();
    expect(message?.Attributes).toMatchObject({
      ApproximateReceiveCount: '2',
      SentTimestamp: String(Date.UTC(2031, 0, 15)),
      ApproximateFirstReceiveTimestamp: String(Date.UTC(2031, 0, 15)),
    });
  });

  it('forgets what is deleted, by the handle of the newest receive alone', async () => {
    const { client, QueueUrl, send, receive, bodies, pass } = await queues();
    await send('once');
    const [{ ReceiptHandle: old } = {}] = await receive();
    pass(60);
    const [{ ReceiptHandle: newest } = {}] = await receive();
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: old }));
    pass(60);
    const [again] = await receive();
    expect(again?.Body).toBe('once');
    expect(newest).not.toBe(again?.ReceiptHandle);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
    pass(60);
    expect([...(await bodies()), ...(await bodies('dead'))]).toEqual([]);
  });

  it('sends to its dead-letter queue what was received too often', async () => {
    const { send, bodies, pass } = await queues();
    await send('poison');
    for (const _ of [1, 2, 3]) {
      expect(await bodies()).toEqual(['poison']);
      expect(await bodies('dead')).toEqual([]);
      pass(60);
    }
    expect(await bodies()).toEqual([]);
    expect(await bodies('dead')).toEqual(['poison']);
  });

  it('forgets what is older than it keeps', async () => {
    const { send, bodies, pass } = await queues({ MessageRetentionPeriod: '3600' });
    await send('old');
    pass(3599);
    await send('young');
    pass(1);
    expect(await bodies()).toEqual(['young']);
  });

  it('shows a message again at once to who says so', async () => {
    const { client, QueueUrl, send, receive, bodies } = await queues();
    await send('again');
    const [{ ReceiptHandle } = {}] = await receive();
    const now = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
    await client.send(new ChangeMessageVisibilityCommand(now));
    expect(await bodies()).toEqual(['again']);
  });

  it('tells of each entry of a batch by itself', async () => {
    const { client, QueueUrl, receive } = await queues({ MaximumMessageSize: '1024' });
    const Entries = [
      { Id: 'a', MessageBody: 'short' },
      { Id: 'b', MessageBody: 'x'.repeat(1025) },
    ];
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful).toMatchObject([{ Id: 'a' }]);
    expect(sent.Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
    const [{ ReceiptHandle } = {}] = await receive();
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle },
          { Id: 'b', ReceiptHandle: 'made up' },
        ],
      }),
    );
    expect(deleted.Successful).toMatchObject([{ Id: 'a' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }]);
  });

  it('counts what can be received and what is hidden', async () => {
    const { client, QueueUrl, send, receive } = await queues();
    await send('received');
    await receive();
    await send('waiting');
    const request = { QueueUrl, AttributeNames: ['All' as const] };
    const { Attributes } = await client.send(new GetQueueAttributesCommand(request));
    expect(Attributes).toMatchObject({
      QueueArn: `${ARN}:answers`,
      VisibilityTimeout: '60',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
  });

  it('refuses what AWS refuses, by the same names', async () => {
    const { client, QueueUrl } = await queues();
    const refused = async (sent: Promise<unknown>) => sent.then(String, (error: Error) => error.name);
    const QueueName = 'answers';
    const Attributes = { VisibilityTimeout: '5' };
    expect(await refused(client.send(new CreateQueueCommand({ QueueName, Attributes })))).toBe(
      'QueueNameExists',
    );
    expect(await refused(client.send(new GetQueueUrlCommand({ QueueName: 'none' })))).toBe(
      'QueueDoesNotExist',
    );
    const empty = new SendMessageBatchCommand({ QueueUrl, Entries: [] });
    expect(await refused(client.send(empty))).toBe('EmptyBatchRequest');
    const tooMany = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 });
    expect(await refused(client.send(tooMany))).toBe('InvalidParameterValue');
    await expect(client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toThrow('PurgeQueue');
  });
});
