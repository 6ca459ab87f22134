import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { OUTCOME_DETAIL_TYPE, outcomeSource } from '../../lambda/contract.ts';
import { DIMENSION, METRIC_NAMESPACE, OUTCOME_METRIC } from '../../lambda/metric-names.ts';
import { readDocuments } from '../../lib/document-sources.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import '../lib/helpers/scratch.ts';
import { synthesizedVariant } from '../security/synthesized-variant.ts';
import { VARIANTS } from '../security/variants.ts';

const Bucket = 'cdk-hnb659fds-assets-123456789012-us-east-1';
const SIGNED = 'AWS4-HMAC-SHA256 Credential=local/20310101/us-east-1/lambda/aws4_request, Signature=0';

interface LostEvent {
  readonly requestContext: object;
  readonly requestPayload: { readonly detail: object };
}

let account: LocalAccount;
let outputs: Readonly<Record<string, string>>;

function connection() {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint: account.url, region: 'us-east-1', credentials };
}

/** Half of the users are candidates, and each of their answers is judged. */
function aMeasuredStage(): StageConfig {
  const { flags } = readDocuments(STAGES.prod.firstVersion);
  const { prompts } = STAGES.prod.firstVersion;
  const document = flags as { readonly flags: readonly { readonly flag: string }[] };
  const rule = { name: 'canary', condition: { rollout_percentage: 50 }, value: 'claude-sonnet-4-6' };
  const canary = document.flags.map((flag) =>
    flag.flag === 'inference_model' ? { ...flag, rules: [rule] } : flag,
  );
  const { evaluation } = VARIANTS.measured;
  return {
    ...VARIANTS.measured,
    firstVersion: { flags: { ...document, flags: canary }, prompts },
    evaluation: { ...evaluation, sample: { inference_model: 100 } },
  };
}

async function deploy(stage: StageConfig): Promise<Readonly<Record<string, string>>> {
  const { template, artefacts } = synthesizedVariant(stage);
  const s3 = new S3Client({ ...connection(), forcePathStyle: true });
  const put = (Key: string, Body: Uint8Array | string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  for (const [id, directory] of artefacts) {
    const { Code } = Object(template.Resources[id]?.Properties) as { Code: { S3Key: string } };
    const files = readdirSync(directory).map((file) => [file, readFileSync(join(directory, file))] as const);
    await put(Code.S3Key, zipSync(Object.fromEntries(files), { level: 1 }));
  }
  await put('template.json', JSON.stringify(template));
  const cloudFormation = new CloudFormationClient(connection());
  const StackName = 'measured';
  const TemplateURL = `${account.url}/${Bucket}/template.json`;
  await cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateURL, Capabilities: ['CAPABILITY_IAM'] }),
  );
  return vi.waitFor(
    async () => {
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
      expect(Stacks[0]?.StackStatus).toBe('CREATE_COMPLETE');
      const { Outputs = [] } = Stacks[0] ?? {};
      return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    },
    { timeout: 60_000, interval: 200 },
  );
}

async function post(url: string, body: object) {
  const headers = { 'content-type': 'application/json', authorization: SIGNED };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

async function answerTo(user_id: string) {
  const messages = [{ role: 'user', content: 'Hi' }];
  return post(outputs.InferenceFunctionUrl ?? '', { user: { user_id }, messages });
}

/** Of the one resource whose logical id begins so, that is no part of another. */
async function physicalIdOf(logicalId: string): Promise<string> {
  const cloudFormation = new CloudFormationClient(connection());
  const command = new DescribeStackResourcesCommand({ StackName: 'measured' });
  const { StackResources = [] } = await cloudFormation.send(command);
  const types = ['AWS::DynamoDB::Table', 'AWS::SQS::Queue'];
  const found = StackResources.filter(({ ResourceType = '' }) => types.includes(ResourceType));
  return (
    found.find(({ LogicalResourceId }) => LogicalResourceId?.startsWith(logicalId))?.PhysicalResourceId ?? ''
  );
}

/** Takes a table away; what it resolves to brings it back, empty. */
async function withoutTable(TableName: string): Promise<() => Promise<unknown>> {
  const dynamoDb = new DynamoDBClient(connection());
  await dynamoDb.send(new DeleteTableCommand({ TableName }));
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
  const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' as const }];
  const BillingMode = 'PAY_PER_REQUEST';
  return () =>
    dynamoDb.send(new CreateTableCommand({ TableName, KeySchema, AttributeDefinitions, BillingMode }));
}

async function putEvent(detail: object): Promise<void> {
  const { service, stage } = VARIANTS.measured;
  const entry = {
    ...{ Source: outcomeSource(service, stage), DetailType: OUTCOME_DETAIL_TYPE },
    Detail: JSON.stringify(detail),
  };
  const headers = {
    ...{ 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
    authorization: SIGNED.replace('/lambda/', '/events/'),
  };
  const response = await fetch(account.url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ Entries: [entry] }),
  });
  expect(await response.json()).toMatchObject({ FailedEntryCount: 0 });
}

beforeAll(async () => {
  account = await startLocalAccount({
    ...{ port: 0, speed: 60, startMs: Date.now(), models: {}, requestsPerMinute: 0 },
    tell: () => {},
  });
  outputs = await deploy(aMeasuredStage());
}, 120_000);

afterAll(() => account?.close());

describe('a stage with outcomes in a local account', () => {
  it('answers with a token that counts once', async () => {
    const { exposure_token: token } = await answerTo('u1');
    const outcome = { token, outcome: 'task_completed', value: 1 };
    const door = `${outputs.OutcomesFunctionUrl}outcomes`;
    expect(await post(door, outcome)).toMatchObject({ accepted: [expect.anything()], duplicates: [] });
    expect(await post(door, outcome)).toMatchObject({ accepted: [], duplicates: [expect.anything()] });
    const forged = { ...outcome, token: `${token}x` };
    expect(await post(door, forged)).toMatchObject({ accepted: [], refused: [expect.anything()] });
  });

  it('keeps an event whose outcome could not be counted, and counts it when it is handed over again', async () => {
    const { exposure_token: token } = await answerTo('u2');
    const Queue = await physicalIdOf('OutcomesLost');
    const sqs = new SQSClient(connection());
    const restore = await withoutTable(await physicalIdOf('OutcomesCounted'));
    await putEvent({ token, outcome: 'task_completed', value: 1 });
    const lost = await vi.waitFor(
      async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: Queue }));
        return JSON.parse(Messages[0]?.Body ?? 'none') as LostEvent;
      },
      { timeout: 30_000, interval: 200 },
    );
    await restore();
    expect(lost.requestContext).toMatchObject({ condition: 'RetriesExhausted', approximateInvokeCount: 3 });
    const door = `${outputs.OutcomesFunctionUrl}outcomes`;
    expect(await post(door, lost.requestPayload.detail)).toMatchObject({ accepted: [0], duplicates: [] });
  });

  it('has answers judged that nobody waits for, and counts the scores', async () => {
    await Promise.all(['u1', 'u2', 'u3'].map(answerTo));
    const cloudWatch = new CloudWatchClient(connection());
    const request = new ListMetricsCommand({ Namespace: METRIC_NAMESPACE, MetricName: OUTCOME_METRIC });
    const judged = async () => {
      const { Metrics = [] } = await cloudWatch.send(request);
      expect(Metrics.flatMap(({ Dimensions = [] }) => Dimensions)).toContainEqual({
        ...{ Name: DIMENSION.outcome, Value: 'judge_score' },
      });
    };
    await vi.waitFor(judged, { timeout: 30_000, interval: 200 });
  });
});
