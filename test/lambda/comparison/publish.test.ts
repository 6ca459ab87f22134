import { describe, expect, it, onTestFinished } from 'vitest';
import { publish } from '../../../lambda/comparison/publish.ts';
import { ACCOUNT } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { byService } from '../../../local/http/by-service.ts';
import { type HttpRequest, serveLoopback } from '../../../local/http/loopback-server.ts';
import { snsHandler } from '../../../local/sns/http.ts';
import { Topics } from '../../../local/sns/topics.ts';

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
};
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
  return { topics, arn, requests, env: { ...KEYS, AWS_ENDPOINT_URL: server.url } };
}

describe('publishing to a topic', () => {
  it('tells it the text as it is, whatever characters are in it', async () => {
    const { topics, arn, env } = await aTopic();
    await publish(env, arn, MESSAGE);
    expect(topics.notifications).toEqual([{ atMs: 0, topicArn: arn, message: MESSAGE.text }]);
  });

  it('is signed for SNS in the Region of the topic, with the token of the session', async () => {
    const { arn, env, requests } = await aTopic();
    await publish(env, arn, MESSAGE);
    expect(requests[0]?.headers.authorization).toMatch(
      new RegExp(`^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/${ACCOUNT.region}/sns/aws4_request, `),
    );
    expect(requests[0]?.headers['x-amz-security-token']).toBe('token');
  });

  it('fails where there is no such topic, and says what to check', async () => {
    const { arn, env } = await aTopic();
    await expect(publish(env, `${arn}-gone`, MESSAGE)).rejects.toMatchObject({
      code: 'report-untold',
      message: expect.stringContaining('status 404: NotFoundException'),
    });
  });

  it('fails where nobody answers', async () => {
    const env = { ...KEYS, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const told = publish(env, `arn:aws:sns:us-east-1:${ACCOUNT.id}:reports`, MESSAGE);
    await expect(told).rejects.toMatchObject({ code: 'report-untold', fault: 'dependency' });
  });
});
