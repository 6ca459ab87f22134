import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ENV } from '../../lambda/contract.ts';
import { startLocalAccount } from '../../local/local-account.ts';
import type { LocalEvent } from '../../local/running/local-event.ts';
import { connectionTo } from '../helpers/loopback-client.ts';
import { aZip } from './lambda/builders.ts';

const START = Date.UTC(2031, 0, 15, 10);
const MINUTE = 60_000;
const BUCKET = 'cdk-hnb659fds-assets-123456789012-us-east-1';

/** A record in the embedded metric format with the function's own time in it. */
const RECORD = `console.log(JSON.stringify({
  _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: 'T', Dimensions: [[]], Metrics: [{ Name: 'Seen' }] }] },
  Seen: 1,
}));`;

const CATALOGUE = { m: { modelId: 'vendor.m', inputUsdPerMillion: 1, outputUsdPerMillion: 1 } };

/** A function that counts as an inference function, called once a minute by a rule as well. */
const TEMPLATE = JSON.stringify({
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{ FunctionName: 'asked', Handler: 'index.handler', Runtime: 'nodejs24.x' },
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { S3Bucket: BUCKET, S3Key: 'code.zip' },
        Environment: {
          Variables: { [ENV.catalogue]: JSON.stringify(CATALOGUE), [ENV.maxOutputTokens]: '100' },
        },
      },
    },
    Url: {
      Type: 'AWS::Lambda::Url',
      Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Function', 'Arn'] }, AuthType: 'AWS_IAM' },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        Targets: [{ Id: 'One', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }],
      },
    },
  },
});

/** An account at full speed, until the test is over. */
async function anAccount(requestsPerMinute = 0) {
  const events: LocalEvent[] = [];
  let wanted = (_: LocalEvent): void => {};
  const account = await startLocalAccount({
    ...{ port: 0, speed: 600, startMs: START, models: {}, requestsPerMinute },
    tell: (event) => {
      events.push(event);
      wanted(event);
    },
  });
  const connection = connectionTo({ ...account, port: 0 });
  const clients = {
    cloudFormation: new CloudFormationClient(connection),
    cloudWatch: new CloudWatchClient(connection),
    s3: new S3Client({ ...connection, forcePathStyle: true }),
    secrets: new SecretsManagerClient(connection),
  };
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await account.close();
  });
  const until = (text: string) =>
    new Promise<LocalEvent>((resolve) => {
      const found = events.find((event) => event.text.includes(text));
      if (found) return resolve(found);
      wanted = (event) => event.text.includes(text) && resolve(event);
    });
  return { account, clients, events, until };
}

type Account = Awaited<ReturnType<typeof anAccount>>;

async function deploy({ clients, until }: Account, handler: string): Promise<void> {
  const Body = aZip(handler);
  await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'code.zip', Body }));
  const Capabilities = ['CAPABILITY_IAM' as const];
  await clients.cloudFormation.send(
    new CreateStackCommand({ StackName: 'app', TemplateBody: TEMPLATE, Capabilities }),
  );
  await until('stack app: CREATE_COMPLETE');
}

/** Sum over so many virtual minutes from the start. */
async function sum(
  { clients }: Account,
  Namespace: string,
  MetricName: string,
  minutes: number,
): Promise<number> {
  const Dimensions = Namespace === 'AWS/Lambda' ? [{ Name: 'FunctionName', Value: 'asked' }] : [];
  const { MetricDataResults = [] } = await clients.cloudWatch.send(
    new GetMetricDataCommand({
      ...{ StartTime: new Date(START), EndTime: new Date(START + minutes * MINUTE) },
      MetricDataQueries: [
        { Id: 'm', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat: 'Sum' } },
      ],
    }),
  );
  return (MetricDataResults[0]?.Values ?? []).reduce((total, value) => total + value, 0);
}

/** Resolves when the account's time is so many minutes after its start. */
async function minutesAfterStart({ account }: Account, minutes: number): Promise<void> {
  let atMs = 0;
  while (atMs < START + minutes * MINUTE) {
    const response = await fetch(`${account.url}/_local/models`);
    atMs = Date.parse(response.headers.get('date') ?? '');
  }
}

describe('a local account', () => {
  it('runs what is deployed to it, in its own time, on schedule, and counts it', async () => {
    const one = await anAccount();
    await deploy(one, `${RECORD} return event.source;`);
    await minutesAfterStart(one, 12);
    const seen = await sum(one, 'T', 'Seen', 12);
    expect(seen).toBeGreaterThan(5);
    expect(await sum(one, 'AWS/Lambda', 'Invocations', 12)).toBeGreaterThanOrEqual(seen);
    expect(await sum(one, 'AWS/Lambda', 'Errors', 12)).toBe(0);
    expect(one.events.filter(({ event }) => event === 'fault')).toEqual([]);
  });

  it('keeps secrets, as a stage with LaunchDarkly needs one', async () => {
    const { secrets } = (await anAccount()).clients;
    await secrets.send(new CreateSecretCommand({ Name: 'prod/launchdarkly', SecretString: 'a key' }));
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'prod/launchdarkly' }));
    expect(SecretString).toBe('a key');
  });

  it('has users who find every inference function, through its address', async () => {
    const one = await anAccount(30);
    await deploy(one, `if (event.rawPath === '/') { ${RECORD} } return {};`);
    expect((await one.until('users send')).about).toEqual({ function: 'asked', requestsPerMinute: 30 });
    await minutesAfterStart(one, 10);
    expect(await sum(one, 'T', 'Seen', 10)).toBeGreaterThan(60);
  });

  it('goes on when a scheduled function fails, and says which did and why', async () => {
    const one = await anAccount();
    await deploy(one, "throw new Error('no such thing');");
    const { event, atMs } = await one.until('no such thing');
    expect(event).toBe('function');
    await minutesAfterStart(one, (atMs - START) / MINUTE + 3);
  });

  it('lets its own time pass at the speed that was asked for', async () => {
    const one = await anAccount();
    const beganMs = performance.now();
    await minutesAfterStart(one, 10);
    expect(performance.now() - beganMs).toBeLessThan(10_000);
    expect(performance.now() - beganMs).toBeGreaterThan(700);
  });

  it('refuses a port that is taken, and models that cannot be', async () => {
    const { account } = await anAccount();
    const options = { speed: 1, startMs: START, requestsPerMinute: 0, tell: () => {} };
    const port = Number(new URL(account.url).port);
    await expect(startLocalAccount({ ...options, port, models: {} })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    const models = { m: { fail: 2 } };
    await expect(startLocalAccount({ ...options, port: 0, models })).rejects.toThrow('fail for m 2');
  });
});
