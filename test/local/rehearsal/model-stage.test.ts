import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { Random } from '../../../local/random.ts';
import { JudgedAnswers } from '../../../local/rehearsal/judged-answers.ts';
import { ModelStage } from '../../../local/rehearsal/model-stage.ts';
import { aScript } from '../bedrock/builders.ts';

const MODEL = { modelId: 'm', inputUsdPerMillion: 1, outputUsdPerMillion: 1 };
const SCORED = { judgeScores: [0, 0, 0, 0, 0, 0, 1, 0, 0, 0] };
const REQUEST = { atMs: 0, userId: 'u', failureFactor: 1, inputTokens: 10, outputTokens: 10 };

function aStage(script = {}, judge?: JudgedAnswers) {
  const stage = new ModelStage({ catalogue: { a: MODEL }, random: new Random(1), judge });
  stage.play('a', aScript(script), 0);
  stage.expect(REQUEST);
  const invoker = stage.invokerFor(new VirtualClock(0));
  const asked = { modelId: 'm', system: '', messages: [], maxOutputTokens: 99, timeoutMs: 5000, json: false };
  return { stage, ask: () => invoker.invoke(asked).catch(() => undefined) };
}

function judged(score: string, characters: string): JudgedAnswers {
  const header = ['task_id', 'model', 'judge_score_1_to_10', 'output_chars'];
  return JudgedAnswers.parse([header, ['t', 'a', score, characters]]);
}

// BEHAVIOUR R16, R21
describe('the score of a request', () => {
  it('is that of its first answer, until the next request', async () => {
    const { stage, ask } = aStage(SCORED);
    await ask();
    expect(stage.score).toBe(7);
    stage.expect(REQUEST);
    expect(stage.score).toBeUndefined();
  });

  it('is not that of an answer in place of the one that failed', async () => {
    const { stage, ask } = aStage({ ...SCORED, errorRate: 1 });
    await ask();
    stage.play('a', aScript(SCORED), 0);
    expect(await ask()).toBeDefined();
    expect(stage.score).toBeUndefined();
  });

  it('is the evaluation’s where there is one, and its emptiness too', async () => {
    const { stage, ask } = aStage({}, judged('4', '0'));
    expect(await ask()).toMatchObject({ text: '' });
    expect(stage.score).toBe(4);
  });

  it('is the worst where the script makes an evaluated answer malformed', async () => {
    const { stage, ask } = aStage({ malformedRate: 1 }, judged('9', '50'));
    await ask();
    expect(stage.score).toBe(1);
  });

  it('is missing where nobody judges', async () => {
    const { stage, ask } = aStage();
    await ask();
    expect(stage.score).toBeUndefined();
  });
});
