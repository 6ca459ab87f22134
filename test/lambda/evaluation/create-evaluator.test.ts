import { describe, expect, it } from 'vitest';
import { ModelFailure } from '../../../lambda/inference/model-invoker.ts';
import { aMessage, anEvaluator, QUESTION, RIGHT, RUBRICS } from './builders.ts';

const judgeScores = (scores: readonly (readonly unknown[])[]) =>
  scores.filter(([name]) => name === 'judge_score').map(([, role, value]) => [role, value]);

describe('the evaluator', () => {
  it('counts a score for the role of the answer, between 0 and 1', async () => {
    const { evaluate, judge, scores, record } = await anEvaluator();
    const replies = ['{"score": 10}', '{ "score": 4 }'];
    judge.reply = () => replies[judge.invocations.length - 1] ?? '';
    expect(await evaluate(aMessage({}, 'A'), aMessage({}, 'B', 'control'))).toEqual([]);
    expect(new Map(judgeScores(scores()) as [string, number][])).toEqual(
      new Map([
        ['candidate', 1],
        ['control', 1 / 3],
      ]),
    );
    expect(record()).toMatchObject({ AnswersJudged: 2, JudgeInputTokens: 200, JudgeOutputTokens: 20 });
  });

  it('counts the score of a message that comes twice once, though the judge changes its mind', async () => {
    const { evaluate, judge, scores } = await anEvaluator();
    judge.reply = () => `{"score": ${judge.invocations.length}}`;
    const message = aMessage();
    expect(await evaluate(message)).toEqual([]);
    expect(await evaluate(message)).toEqual([]);
    expect(judgeScores(scores())).toEqual([['candidate', 0]]);
  });

  it('has a message handed out again when the judge cannot be asked, and takes nothing from the budget', async () => {
    const { evaluate, judge, budget, record } = await anEvaluator();
    judge.reply = () => {
      if (judge.invocations.length === 1) throw new ModelFailure('throttle');
      return '{"score": 1}';
    };
    expect(await evaluate(aMessage({}, 'A'), aMessage({}, 'B'))).toEqual(['m0']);
    expect(budget.givenBack).toBe(1);
    expect(record()).toMatchObject({ AnswersJudged: 1, AnswersDeferred: 1 });
    expect(record().evaluations[0].reason).toBe('model-throttle');
  });

  it('has a message handed out again when its score cannot be counted', async () => {
    const { evaluate, door, scores } = await anEvaluator();
    door.state.keys = undefined;
    expect(await evaluate(aMessage())).toEqual(['m0']);
    expect(scores()).toEqual([]);
  });

  it('has a message handed out again while the rubric is not there yet', async () => {
    const { evaluate, judge } = await anEvaluator();
    expect(await evaluate(aMessage({ rubric: 'v9' }))).toEqual(['m0']);
    expect(judge.invocations).toEqual([]);
  });

  it.each([
    ['what is no JSON', () => 'not json'],
    ['what has no members', () => '{}'],
    ['a blank question', () => aMessage({ question: ' ' })],
    ['another version of the form', () => aMessage().replace('"version":1', '"version":2')],
  ])('forgets %s, and goes on', async (_, body) => {
    const { evaluate, record } = await anEvaluator();
    expect(await evaluate(body(), aMessage())).toEqual([]);
    expect(record()).toMatchObject({ AnswersRefused: 1, AnswersJudged: 1 });
  });

  it('forgets an answer whose token is no good', async () => {
    const { evaluate, scores, record } = await anEvaluator();
    expect(await evaluate(aMessage({ token: 'v1.forged' }))).toEqual([]);
    expect(scores()).toEqual([]);
    expect(record()).toMatchObject({ AnswersRefused: 1, evaluations: [{ reason: 'token-malformed' }] });
  });

  it('takes words that are no score for none', async () => {
    const { evaluate, judge, scores, record } = await anEvaluator();
    judge.reply = () => 'I would say 9 out of 10.';
    expect(await evaluate(aMessage())).toEqual([]);
    expect(judgeScores(scores())).toEqual([]);
    expect(record()).toMatchObject({ JudgementsUnusable: 1, AnswersJudged: 0 });
  });

  it('asks no judge beyond the budget', async () => {
    const { evaluate, judge, budget, record } = await anEvaluator();
    budget.left = 1;
    await evaluate(aMessage({}, 'A'), aMessage({}, 'B'), aMessage({}, 'C'));
    expect(judge.invocations).toHaveLength(1);
    expect(record()).toMatchObject({ AnswersJudged: 1, AnswersOverBudget: 2 });
  });

  it('gives a malformed answer the worst score, unread', async () => {
    const { evaluate, judge, scores } = await anEvaluator();
    const { answer: _, ...malformed } = JSON.parse(aMessage());
    await evaluate(JSON.stringify(malformed));
    expect(judge.invocations).toEqual([]);
    expect(scores()).toContainEqual(['judge_score', 'candidate', 0]);
  });

  it('gives a malformed answer no score where a sound one would get none either', async () => {
    const { evaluate, budget, scores, record } = await anEvaluator();
    const malformed = (rubric: string) => {
      const { answer: _, ...rest } = JSON.parse(aMessage({ rubric, question: 'Another question?' }));
      return JSON.stringify(rest);
    };
    await evaluate(malformed('pair'));
    expect(record().evaluations).toMatchObject([{ result: 'refused', reason: 'no-reference' }]);
    expect(await evaluate(malformed('v9'))).toEqual(['m0']);
    budget.left = 0;
    await evaluate(malformed('v1'));
    expect(record()).toMatchObject({ AnswersJudged: 0, AnswersOverBudget: 1 });
    expect(scores()).toEqual([]);
  });

  it('compares an answer with its labelled reference, even where the judge says nothing', async () => {
    const { evaluate, judge, scores } = await anEvaluator();
    judge.reply = () => '';
    await evaluate(aMessage({ question: `  ${QUESTION.toUpperCase()}`, answer: 'danube' }));
    const byName = new Map(scores().map(([name, , value]) => [name, value]));
    expect([byName.get('exact_match'), byName.get('token_f1')]).toEqual([0, 0.4]);
    expect(byName.get('rouge_l')).toBeCloseTo(1 / 3, 12);
  });

  it('takes the reference of the message before that of the document', async () => {
    const { evaluate, scores } = await anEvaluator();
    await evaluate(aMessage({ answer: 'Wien', reference: 'wien.' }));
    expect(scores()).toContainEqual(['exact_match', 'candidate', 1]);
  });

  it('cannot compare in pairs what has no reference', async () => {
    const { evaluate, judge, record } = await anEvaluator();
    await evaluate(aMessage({ rubric: 'pair', question: 'Another question?' }));
    expect(judge.invocations).toEqual([]);
    expect(record().evaluations).toMatchObject([{ result: 'refused', reason: 'no-reference' }]);
  });
});

describe('what the evaluator keeps', () => {
  const SECRET = 'my name is Rosalind';
  const reasons = () => `{ "rationale": "It tells that ${SECRET}.", "score": 7 }`;

  it('holds nothing of question and answer, nor of the judge’s reasons', async () => {
    const { evaluate, judge, lines, door } = await anEvaluator();
    judge.reply = () => `{ "score": 7, "rationale": "It tells that ${SECRET}." }`;
    await evaluate(aMessage({ question: `${SECRET}?`, answer: `${SECRET}!` }));
    expect(lines.join()).toContain('"score":0.666');
    expect([...lines, ...door.lines].join()).not.toMatch(/Rosalind|rationale/);
  });

  it('holds the judge’s reasons where they are asked for', async () => {
    const { evaluate, judge, record } = await anEvaluator({ rationale: true });
    judge.reply = reasons;
    await evaluate(aMessage());
    expect(judge.invocations[0]?.system).toContain('"rationale"');
    expect(record().evaluations[0].rationales).toEqual([`It tells that ${SECRET}.`]);
  });
});

describe('what a judge is shown', () => {
  it('tells neither role, nor model, nor flag, nor token', async () => {
    const { evaluate, judge } = await anEvaluator();
    await evaluate(aMessage());
    const { system, messages } = judge.invocations[0] ?? { system: '', messages: [] };
    const shown = system + messages.map(({ content }) => content).join();
    expect(shown).toContain(RIGHT);
    expect(shown).not.toMatch(/candidate|control|sonnet|inference_model|v1\./);
  });

  it('is the same for both roles', async () => {
    const { evaluate, judge } = await anEvaluator({}, RUBRICS);
    await evaluate(aMessage({}, 'A', 'candidate'), aMessage({}, 'B', 'control'));
    expect(judge.invocations[0]).toEqual(judge.invocations[1]);
  });
});
