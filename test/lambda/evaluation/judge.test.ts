import { describe, expect, it } from 'vitest';
import { createJudge } from '../../../lambda/evaluation/judge.ts';
import type { Invocation } from '../../../lambda/inference/model-invoker.ts';
import { aRubric, FakeJudge, QUESTION, RIGHT } from './builders.ts';

const TEXTS = { question: QUESTION, answer: 'The Danube', reference: RIGHT };

function aJudge(reply?: (invocation: Invocation) => string, rationale = false) {
  const model = new FakeJudge();
  if (reply !== undefined) model.reply = reply;
  const options = { modelId: 'judge', timeoutMs: 1000, rationale, ownTemperature: false };
  return { model, judge: createJudge({ model, ...options }) };
}

/** Text between the tags of this name. */
function shown({ messages }: Invocation, name: string): string | undefined {
  return new RegExp(`<${name}-\\w+>\\n([\\s\\S]*)\\n</${name}-`).exec(messages[0]?.content ?? '')?.[1];
}

describe('a judge of pairs', () => {
  it('is asked in both orders', async () => {
    const { model, judge } = aJudge(() => '{"better":"neither"}');
    await judge(TEXTS, aRubric('pairwise'));
    expect(model.invocations.map((asked) => [shown(asked, 'first'), shown(asked, 'second')])).toEqual([
      ['The Danube', RIGHT],
      [RIGHT, 'The Danube'],
    ]);
  });

  it.each(['first', 'second'])('gains nothing for anybody by preferring the %s place', async (place) => {
    const { judge } = aJudge(() => JSON.stringify({ better: place }));
    expect(await judge(TEXTS, aRubric('pairwise'))).toMatchObject({ score: 0.5 });
  });

  it.each([
    ['The Danube', 1],
    [RIGHT, 0],
  ])('scores the answer by what it prefers in whatever place (%s)', async (preferred, score) => {
    const { judge } = aJudge((asked) =>
      JSON.stringify({ better: shown(asked, 'first') === preferred ? 'first' : 'second' }),
    );
    expect(await judge(TEXTS, aRubric('pairwise'))).toMatchObject({
      score,
      inputTokens: 200,
      outputTokens: 20,
    });
  });

  it('gives no score when it is to be understood in one order only', async () => {
    const { model, judge } = aJudge(() => (model.invocations.length === 1 ? '{"better":"first"}' : 'hm'));
    expect(await judge(TEXTS, aRubric('pairwise'))).toMatchObject({ score: undefined });
  });
});

describe('a judge of one answer', () => {
  it('is shown the reference where there is one', async () => {
    const { model, judge } = aJudge();
    await judge(TEXTS, aRubric());
    await judge({ ...TEXTS, reference: undefined }, aRubric());
    expect(model.invocations.map((asked) => shown(asked, 'reference'))).toEqual([RIGHT, undefined]);
    expect(model.invocations.map(({ system }) => system.includes('known to be right'))).toEqual([
      true,
      false,
    ]);
  });

  it('is told the criteria, that length is no merit, and where its words end', async () => {
    const { model, judge } = aJudge();
    await judge(TEXTS, aRubric('zero-to-one'));
    const [{ system, maxOutputTokens } = { system: '', maxOutputTokens: 0 }] = model.invocations;
    expect(system).toContain('A good answer names the river.');
    expect(system).toContain('Length is no merit');
    expect(system).toContain('from 0, the worst, to 1, the best');
    expect(maxOutputTokens).toBe(64);
  });

  it('gives reasons before the score, and has room for them, when it is asked for them', async () => {
    const { model, judge } = aJudge(() => '{"rationale":"right","score":10}', true);
    expect(await judge(TEXTS, aRubric())).toMatchObject({ score: 1, rationales: ['right'] });
    expect(model.invocations[0]?.system).toMatch(/"rationale": .*"score"/);
    expect(model.invocations[0]?.maxOutputTokens).toBe(1024);
  });
});

describe('a judge’s temperature', () => {
  it.each([
    [false, 0],
    [true, undefined],
  ])('is 0, or the model’s own where that is wanted (%s)', async (ownTemperature, temperature) => {
    const model = new FakeJudge();
    const judge = createJudge({ model, modelId: 'judge', timeoutMs: 1000, rationale: false, ownTemperature });
    await judge(TEXTS, aRubric());
    expect(model.invocations.map((asked) => asked.temperature)).toEqual([temperature]);
  });
});
