import { describe, expect, it } from 'vitest';
import type { Role } from '../../../core/evaluation/decision.ts';
import type { Evaluation } from '../../../core/rubrics/evaluation.ts';
import type { AnswerQueue } from '../../../lambda/evaluation/answer-queue.ts';
import { createAnswerSampling } from '../../../lambda/evaluation/answer-sampling.ts';
import { parseMessage } from '../../../lambda/evaluation/evaluation-message.ts';
import { ModelFailure } from '../../../lambda/inference/model-invoker.ts';
import { verifyToken } from '../../../lambda/outcomes/exposure-token.ts';
import { createTokenIssuer } from '../../../lambda/outcomes/token-issuer.ts';
import { aBench, aRequest, flagDocument, inMotion, says, usersOf } from '../inference/builders.ts';
import { KEY, START } from '../outcomes/builders.ts';
import { EVALUATION } from './builders.ts';

const FLAGS = flagDocument({ model: inMotion('haiku', 'sonnet') });
const USERS = usersOf(FLAGS);

/** The inference function with a queue that takes what it is given, unless it is told otherwise. */
function aSampledService(more: Partial<Evaluation> = {}, flags = FLAGS) {
  const sent: string[] = [];
  const state = { takes: true };
  const queue: AnswerQueue = {
    send: async (body) => {
      if (state.takes) sent.push(body);
      return state.takes;
    },
  };
  const keys = { get: async () => ({ signing: KEY, verifying: [KEY], isFresh: true }) };
  const bench = aBench({
    flags,
    tokens: createTokenIssuer({ keys, clock: { now: () => START } }),
    sampling: createAnswerSampling({ evaluation: { ...EVALUATION, ...more }, queue }),
  });
  const ask = (role: Role, question = 'Who?') => bench.handler(aRequest(USERS[role], question));
  return { ...bench, state, ask, messages: () => sent.map((body) => parseMessage(body)) };
}

describe('answers in comparison', () => {
  it('are handed over with their question, their token and the rubric', async () => {
    const { ask, model, messages, record } = aSampledService();
    model.respond = () => says('You.');
    const reply = (await ask('candidate')) as unknown as { exposure_token: string };
    expect(messages()).toEqual([
      { token: reply.exposure_token, rubric: 'v1', question: 'Who?', answer: 'You.' },
    ]);
    const token = verifyToken(messages()[0]?.token, { keys: [KEY], nowMs: START, lifetimeMs: 1000 });
    expect(token.ok && token.value).toMatchObject({ flag: 'inference_model', role: 'candidate' });
    expect(record().evaluation).toBe('sent');
  });

  it('are answered as ever when the queue takes nothing, which the log tells', async () => {
    const { ask, state, record } = aSampledService();
    state.takes = false;
    expect(await ask('control')).toMatchObject({ statusCode: 200, message: { content: 'Hello.' } });
    expect(record()).toMatchObject({ Requests: 1, Errors: 0, evaluation: 'not-sent' });
  });

  it('are answered as ever when they are too large for the queue', async () => {
    const { ask, model, messages, record } = aSampledService();
    model.respond = () => says(`x${'\u0001'.repeat(60_000)}`);
    expect(await ask('control', `x${'\u0001'.repeat(30_000)}`)).toMatchObject({ statusCode: 200 });
    expect(messages()).toEqual([]);
    expect(record().evaluation).toBe('too-large');
  });

  it('are told by nothing in the metric record but that they were sent', async () => {
    const { ask, model, lines } = aSampledService();
    model.respond = () => says('The secret is Rosalind.');
    await ask('candidate', 'Who is Rosalind?');
    expect(lines.join()).not.toMatch(/Rosalind|v1\./);
  });

  it('that are malformed are handed over without their text', async () => {
    const { ask, model, messages } = aSampledService();
    model.respond = () => says(' ');
    await ask('control');
    expect(messages()).toEqual([{ token: expect.any(String), rubric: 'v1', question: 'Who?' }]);
  });
});

describe('no answer is handed over', () => {
  it('that the control gave in place of a failed candidate', async () => {
    const { ask, model, messages } = aSampledService();
    model.respond = ({ modelId }) => {
      if (modelId === 'bedrock.sonnet') throw new ModelFailure('error');
      return says('from control');
    };
    expect(await ask('candidate')).toMatchObject({ statusCode: 200, fallback: true });
    expect(messages()).toEqual([]);
  });

  it('of a user in no comparison', async () => {
    const { handler, messages, record } = aSampledService({}, flagDocument());
    await handler(aRequest());
    expect(messages()).toEqual([]);
    expect(record().evaluation).toBeUndefined();
  });

  it('of a flag that is not sampled', async () => {
    const sample = new Map([['response_format', { candidate: 100, control: 100 }]]);
    const { ask, messages } = aSampledService({ sample });
    await ask('candidate');
    expect(messages()).toEqual([]);
  });

  it('where no token tells to whom it counts', async () => {
    const queue: AnswerQueue = { send: async () => true };
    const sampling = createAnswerSampling({ evaluation: EVALUATION, queue });
    const { handler, record } = aBench({ flags: FLAGS, sampling });
    await handler(aRequest(USERS.candidate));
    expect(record().evaluation).toBeUndefined();
  });
});
