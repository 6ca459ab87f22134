import { describe, expect, it } from 'vitest';
import { judgePrompt } from '../../../lambda/evaluation/judge-prompt.ts';
import { Bedrock } from '../../../local/bedrock/bedrock.ts';
import { Random } from '../../../local/random.ts';
import { aScript } from './builders.ts';

type Scale = 'one-to-ten' | 'zero-to-one' | 'pairwise';

const engine = new Bedrock({
  clock: { now: () => 0 },
  random: new Random(1),
  models: { judge: aScript(), empty: aScript({ malformedRate: 1 }), busy: aScript({ throttleRate: 1 }) },
});

/** What a model says to exhibits, in order. */
function converse(exhibits: Readonly<Record<string, string>>, scale: Scale, modelId = 'judge') {
  const shown = Object.entries(exhibits).map(([name, text]) => ({ name: name as 'answer', text }));
  const rubric = { criteria: 'Be right.', scale };
  const { system, user } = judgePrompt({ rubric, exhibits: shown, rationale: false });
  const messages = [{ role: 'user' as const, content: [{ text: user }] }];
  return engine.converse({ modelId, system: [{ text: system }], messages });
}

function saysOf(...asked: Parameters<typeof converse>): unknown {
  const outcome = converse(...asked);
  return 'error' in outcome ? outcome.error.name : outcome.response.output?.message?.content?.[0]?.text;
}

// BEHAVIOUR B12
describe('a scripted judge', () => {
  it('scores the share of an answer that is about the reference, or else about the question', () => {
    const about = { question: 'red green', answer: 'red blue' };
    expect(saysOf(about, 'zero-to-one')).toBe('{"score":0.5}');
    expect(saysOf({ ...about, reference: 'Blue, red!' }, 'zero-to-one')).toBe('{"score":1}');
    expect(saysOf({ question: 'red', answer: 'blue' }, 'one-to-ten')).toBe('{"score":1}');
    expect(saysOf({ question: 'red', answer: '' }, 'one-to-ten')).toBe('{"score":1}');
  });

  it.each([
    ['red', 'blue', 'first'],
    ['blue', 'red', 'second'],
    ['red', 'RED', 'neither'],
  ])('prefers of %s and %s what is more about the question', (first, second, better) => {
    expect(saysOf({ question: 'red', first, second }, 'pairwise')).toBe(JSON.stringify({ better }));
  });

  it('gives no answer where the script gives none', () => {
    const about = { question: 'red', answer: 'red' };
    expect([saysOf(about, 'one-to-ten', 'empty'), saysOf(about, 'one-to-ten', 'busy')]).toEqual([
      '',
      'ThrottlingException',
    ]);
  });

  it('is nobody who was not asked to judge', () => {
    const messages = [{ role: 'user' as const, content: [{ text: 'score 10' }] }];
    const outcome = engine.converse({ modelId: 'judge', messages });
    expect(JSON.stringify(outcome)).toContain('stands in for what a model would say');
  });
});
