import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { RolloutError } from '../rollout-error.ts';
import type { Message } from './create-comparison-report.ts';

/** Region, credentials and, for an account on this machine, address: as Lambda sets them in the environment. */
export type PublishEnvironment = Readonly<Record<string, string | undefined>>;

/** Longest wait for SNS. */
const TIMEOUT_MS = 10_000;

/**
 * Publishes to a topic of Amazon SNS: one operation, so its client, which would double the function, is not worth it.
 * Rejects with a `RolloutError` `report-untold` unless SNS has taken the message.
 */
export async function publish(
  env: PublishEnvironment,
  topicArn: string,
  { subject, text }: Message,
): Promise<void> {
  const [, partition, , region = ''] = topicArn.split(':');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const address = env.AWS_ENDPOINT_URL_SNS ?? env.AWS_ENDPOINT_URL ?? `https://sns.${region}.${suffix}`;
  const url = new URL(address);
  const form = {
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: topicArn,
    Subject: subject,
    Message: text,
  };
  const body = new URLSearchParams(form).toString();
  const signed = await signerOf(env, region).sign({
    ...{ method: 'POST', protocol: url.protocol, hostname: url.hostname, path: '/', query: {}, body },
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
  });
  const request = { method: 'POST', headers: signed.headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) };
  const answer = await fetch(url, request).catch((cause: unknown) => {
    throw untold(topicArn, String(Object(cause).name), cause);
  });
  if (!answer.ok) throw untold(topicArn, `status ${answer.status}: ${codeIn(await answer.text())}`);
}

function signerOf(env: PublishEnvironment, region: string): SignatureV4 {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = env;
  return new SignatureV4({
    ...{ service: 'sns', region, sha256: Sha256 },
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    },
  });
}

type HashData = string | ArrayBuffer | ArrayBufferView;

/** SHA-256 and, with a secret, its HMAC, as the signer wants them. */
class Sha256 {
  readonly #secret: Buffer | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: HashData) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
    this.#hash = this.#fresh();
  }

  update(data: HashData): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  #fresh(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function bytesOf(data: HashData): Buffer {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

/** Name of the error in SNS's XML. */
function codeIn(xml: string): string {
  return /<Code>([^<]*)<\/Code>/.exec(xml)?.[1] ?? 'no code';
}

function untold(topicArn: string, why: string, cause?: unknown): RolloutError {
  const message = `${topicArn} could not be told (${why}); the report is made again at the next attempt; check the topic and its policy`;
  return new RolloutError('report-untold', message, { fault: 'dependency', cause });
}
