import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { publish } from '../../../lambda/comparison/publish.ts';
import { ACCOUNT } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { byService } from '../../../local/http/by-service.ts';
import { type HttpRequest, serveLoopback } from '../../../local/http/loopback-server.ts';
import { snsHandler } from '../../../local/sns/http.ts';
import { Topics } from '../../../local/sns/topics.ts';

const MESSAGE = { subject: 'shop, prod', text: 'm: new is better than old & 5 % higher ✓' };

/** SNS on loopback, and what it was sent. */
async function aTopic() {
  const topics = new Topics({ clock: new VirtualClock(0) });
  const arn = topics.createTopic({ Name: 'reports' });
  const requests: HttpRequest[] = [];
  const sns = byService({ sns: snsHandler(topics) });
  const server = await serveLoopback((request) => {
    requests.push(request);
    return sns(request);
  });
  onTestFinished(() => server.close());
  return { topics, arn, requests, client: aClient(server.url) };
}

function aClient(endpoint: string): SNSClient {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const client = new SNSClient({ endpoint, credentials, region: ACCOUNT.region, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

describe('publishing to a topic', () => {
  it('tells it the text as it is, whatever characters are in it', async () => {
    const { topics, arn, client } = await aTopic();
    await publish(client, arn, MESSAGE);
    expect(topics.notifications).toEqual([{ atMs: 0, topicArn: arn, message: MESSAGE.text }]);
  });

  it('has a subject for mails', async () => {
    const { arn, client, requests } = await aTopic();
    await publish(client, arn, MESSAGE);
    expect(new URLSearchParams(requests[0]?.body.toString()).get('Subject')).toBe(MESSAGE.subject);
  });

  it('fails where there is no such topic, and says what to check', async () => {
    const { arn, client } = await aTopic();
    await expect(publish(client, `${arn}-gone`, MESSAGE)).rejects.toMatchObject({
      code: 'report-untold',
      message: expect.stringContaining('could not be told (NotFoundException)'),
    });
  });

  it('fails where nobody answers', async () => {
    const told = publish(
      aClient('http://127.0.0.1:9'),
      `arn:aws:sns:us-east-1:${ACCOUNT.id}:reports`,
      MESSAGE,
    );
    await expect(told).rejects.toMatchObject({ code: 'report-untold', fault: 'dependency' });
  });
});
