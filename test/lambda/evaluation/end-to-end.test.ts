import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { SqsAnswerQueue } from '../../../lambda/evaluation/answer-queue.ts';
import { createAnswerSampling } from '../../../lambda/evaluation/answer-sampling.ts';
import { TableBudget } from '../../../lambda/evaluation/budget.ts';
import { BedrockModelInvoker } from '../../../lambda/inference/bedrock-model-invoker.ts';
import { createTokenIssuer } from '../../../lambda/outcomes/token-issuer.ts';
import { Bedrock } from '../../../local/bedrock/bedrock.ts';
import { bedrockHandler } from '../../../local/bedrock/http.ts';
import type { VirtualClock } from '../../../local/clock.ts';
import { Random } from '../../../local/random.ts';
import { sqsHandler } from '../../../local/sqs/http.ts';
import { Sqs } from '../../../local/sqs/sqs.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { aScript } from '../../local/bedrock/builders.ts';
import { aBench, aRequest, flagDocument, inMotion, says } from '../inference/builders.ts';
import { KEY, START, TABLE } from '../outcomes/builders.ts';
import { anEvaluator, aRubric, EVALUATION, QUESTION } from './builders.ts';

const RUBRICS = JSON.stringify({ version: 1, rubrics: { v1: aRubric() } });
const HIDDEN_SECONDS = 60;
const MOST_RECEIVES = 5;

/** Both words are the question's; one of three is. */
const ANSWERS = { sonnet: 'river Vienna', haiku: 'river castle tower' };
const SCORES = { candidate: 1, control: 1 / 3 };

/** A judge, a store and a queue with its dead letters, behind the SDK's clients. */
async function aStage({
  throttleRate,
  perHour,
}: {
  readonly throttleRate: number;
  readonly perHour: number;
}) {
  const bedrock = new Bedrock({
    clock: { now: () => START },
    random: new Random(7),
    models: { 'judge-model': aScript({ throttleRate }) },
  });
  const { client } = await connect(BedrockRuntimeClient, bedrockHandler(bedrock, { timeScale: 0 }));
  const evaluator = await anEvaluator({}, RUBRICS, (store) => ({
    model: new BedrockModelInvoker(client),
    budget: new TableBudget({ client: store, table: TABLE, perHour }),
  }));
  return { ...evaluator, ...(await aQueue(evaluator.door.clock)) };
}

async function aQueue(clock: VirtualClock) {
  let engine: Sqs | undefined;
  const { client, server } = await connect(SQSClient, (request) =>
    engine === undefined ? { status: 503 } : sqsHandler(engine)(request),
  );
  engine = new Sqs({ clock, random: new Random(3), url: server.url });
  const create = async (QueueName: string, Attributes = {}) => {
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const dead = await create('dead');
  const { Attributes: { QueueArn } = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }),
  );
  const url = await create('answers', {
    VisibilityTimeout: String(HIDDEN_SECONDS),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: MOST_RECEIVES }),
  });
  return { client, url, dead };
}

type Stage = Awaited<ReturnType<typeof aStage>>;

/** Asks the inference function as often; every answer in comparison is handed over. */
async function ask(stage: Stage, requests: number): Promise<void> {
  const keys = { get: async () => ({ signing: KEY, verifying: [KEY], isFresh: true }) };
  const { handler, model } = aBench({
    flags: flagDocument({ model: inMotion('haiku', 'sonnet') }),
    tokens: createTokenIssuer({ keys, clock: { now: () => START } }),
    sampling: createAnswerSampling({
      evaluation: EVALUATION,
      queue: new SqsAnswerQueue(stage.client, stage.url),
    }),
  });
  model.respond = ({ modelId }) => says(modelId === 'bedrock.sonnet' ? ANSWERS.sonnet : ANSWERS.haiku);
  for (let n = 0; n < requests; n += 1) await handler(aRequest(`user-${n}`, QUESTION));
}

async function received({ client }: Stage, QueueUrl: string): Promise<readonly Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  return Messages;
}

/** What Lambda does of a queue until it is empty: hands batches over, and deletes what did not fail. */
async function drain(stage: Stage): Promise<void> {
  for (let empty = 0; empty <= MOST_RECEIVES; ) {
    const messages = await received(stage, stage.url);
    if (messages.length === 0) {
      empty += 1;
      stage.door.clock.advance(HIDDEN_SECONDS * 1000);
      continue;
    }
    const Records = messages.map(({ MessageId = '', Body = '' }) => ({ messageId: MessageId, body: Body }));
    const { batchItemFailures } = await stage.handler({ Records });
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { MessageId = '', ReceiptHandle } of messages.filter(
      (one) => !failed.has(one.MessageId ?? ''),
    )) {
      expect(MessageId).not.toBe('');
      await stage.client.send(new DeleteMessageCommand({ QueueUrl: stage.url, ReceiptHandle }));
    }
  }
}

describe('answers on their way from the inference function to their score', () => {
  it('all arrive once, for their role, through a judge that is throttled half of the time', async () => {
    const stage = await aStage({ throttleRate: 0.5, perHour: 100_000 });
    await ask(stage, 20);
    await drain(stage);
    const scores = stage.scores();
    const dead = await received(stage, stage.dead);
    expect(scores.length + dead.length).toBe(20);
    for (const [name, role, value] of scores) {
      expect(name).toBe('judge_score');
      expect(value).toBeCloseTo(SCORES[role as keyof typeof SCORES], 12);
    }
    expect(new Set(scores.map(([, role]) => role))).toEqual(new Set(['candidate', 'control']));
  });

  it('wait among the dead letters when the judge is down for long', async () => {
    const stage = await aStage({ throttleRate: 1, perHour: 100_000 });
    await ask(stage, 5);
    await drain(stage);
    expect(stage.scores()).toEqual([]);
    expect(await received(stage, stage.dead)).toHaveLength(5);
  });

  it('are no more than the budget of the hour', async () => {
    const stage = await aStage({ throttleRate: 0, perHour: 4 });
    await ask(stage, 10);
    stage.door.clock.moveTo(Math.ceil(START / 3_600_000) * 3_600_000 + 3_599_000);
    for (
      let batch = await received(stage, stage.url);
      batch.length > 0;
      batch = await received(stage, stage.url)
    ) {
      const Records = batch.map(({ MessageId = '', Body = '' }) => ({ messageId: MessageId, body: Body }));
      expect(await stage.handler({ Records })).toEqual({ batchItemFailures: [] });
    }
    expect(stage.scores()).toHaveLength(4);
  });
});
