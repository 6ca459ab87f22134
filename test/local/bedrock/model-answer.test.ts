import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawAnswer, type ModelAnswer, type ModelRequest } from '../../../local/bedrock/model-answer.ts';
import type { ModelScript } from '../../../local/bedrock/model-script.ts';
import { Random } from '../../../local/random.ts';
import { aScript } from './builders.ts';

const REQUEST: ModelRequest = { inputTokens: 50, wantsJson: false };

function drawMany(script: ModelScript, count: number, request = REQUEST): ModelAnswer[] {
  const random = new Random(7);
  return Array.from({ length: count }, () => drawAnswer(script, request, 0, random));
}

function draw(script: ModelScript, more: Partial<ModelRequest> = {}, elapsedMs = 0): ModelAnswer {
  return drawAnswer(script, { ...REQUEST, ...more }, elapsedMs, new Random(1));
}

// BEHAVIOUR B1, B2, B6, B7
describe('an answer', () => {
  it('takes the time to its first token and then its time for each token', () => {
    expect(draw(aScript())).toEqual({
      kind: 'answer',
      latencyMs: expect.closeTo(1200, 6),
      text: 'An answer from a scripted model.',
      inputTokens: 50,
      outputTokens: 100,
      stopReason: 'end_turn',
    });
  });

  it('has the scripted length when the request brings one', () => {
    expect(draw(aScript(), { outputTokens: 7 })).toMatchObject({ outputTokens: 7, stopReason: 'end_turn' });
  });

  it('ends at the most tokens the caller takes', () => {
    const short = draw(aScript(), { maxOutputTokens: 30 });
    expect(short).toMatchObject({ outputTokens: 30, stopReason: 'max_tokens' });
    expect(short.latencyMs).toBeCloseTo(500, 6);
  });

  it('is never longer than the cap nor shorter than one token', () => {
    const outputTokens = { logMean: 0, logSd: 5, cap: 40 };
    const lengths = drawMany(aScript({ outputTokens }), 500).map((answer) =>
      answer.kind === 'answer' ? answer.outputTokens : Number.NaN,
    );
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([1, 40]);
  });

  it('is JSON when JSON was asked', () => {
    const answer = draw(aScript(), { wantsJson: true });
    expect(answer.kind === 'answer' && JSON.parse(answer.text)).toBeTypeOf('object');
  });

  it('fails as much more often as the request is prone to, and never more than always', () => {
    const script = aScript({ errorRate: 0.1, malformedRate: 0.1 });
    const failed = (failureFactor: number) =>
      drawMany(script, 4000, { ...REQUEST, failureFactor }).filter(
        (answer) => answer.kind !== 'answer' || answer.text === '',
      ).length / 4000;
    // Binomial: a standard deviation of at most 0.008.
    expect(Math.abs(failed(0.5) - 0.1)).toBeLessThan(0.04);
    expect(Math.abs(failed(3) - 0.6)).toBeLessThan(0.04);
    expect(failed(9)).toBe(1);
  });

  it('has the median time to its first token that the script says', () => {
    const script = aScript({ timeToFirstTokenMs: { median: 300, logSd: 0.5 }, msPerOutputToken: 0 });
    const latencies = drawMany(script, 4001).map(({ latencyMs }) => latencyMs);
    const median = latencies.sort((a, b) => a - b)[2000] ?? 0;
    // Standard error of the median: 1.2533 · 0.5 / √4001 of the logarithm, about 3 ms; five of them.
    expect(Math.abs(median - 300)).toBeLessThan(15);
  });
});

// BEHAVIOUR B2 to B5
describe('a failure', () => {
  it.each([
    ['errorRate', { kind: 'error', latencyMs: expect.closeTo(200, 6) }],
    ['throttleRate', { kind: 'throttle', latencyMs: 20 }],
    ['timeoutRate', { kind: 'timeout', latencyMs: 600_000 }],
  ])('by %s ends in its own way', (rate, expected) => {
    expect(draw(aScript({ [rate]: 1 }))).toEqual(expected);
  });

  it('by malformedRate is an empty answer that costs no output, whatever was asked', () => {
    for (const wantsJson of [false, true]) {
      const answer = draw(aScript({ malformedRate: 1 }), { wantsJson, outputTokens: 50, maxOutputTokens: 9 });
      expect(answer).toMatchObject({ kind: 'answer', text: '', outputTokens: 0, stopReason: 'end_turn' });
    }
  });

  it('of each kind comes at its rate', () => {
    const rates = { errorRate: 0.1, throttleRate: 0.2, timeoutRate: 0.05, malformedRate: 0.15 };
    const count = 10_000;
    const share = (fits: (answer: ModelAnswer) => boolean) => answers.filter(fits).length / count;
    const answers = drawMany(aScript(rates), count);
    // Five standard errors of a share of at most 0.5 among 10,000 are below 0.025.
    const near = (expected: number) => expect.closeTo(expected, 1.3);
    expect(share(({ kind }) => kind === 'error')).toEqual(near(0.1));
    expect(share(({ kind }) => kind === 'throttle')).toEqual(near(0.2));
    expect(share(({ kind }) => kind === 'timeout')).toEqual(near(0.05));
    expect(share((answer) => answer.kind === 'answer' && answer.text === '')).toEqual(near(0.15));
  });

  it('sets in at its moment and overrides only what it names', () => {
    const script = aScript({ fault: { afterMs: 1000, errorRate: 1 } });
    expect(draw(script, {}, 999).kind).toBe('answer');
    expect(draw(script, {}, 1000).kind).toBe('error');
    const slow = aScript({ fault: { afterMs: 1000, timeToFirstTokenMs: { median: 5000, logSd: 0 } } });
    expect(draw(slow, {}, 1000)).toMatchObject({ kind: 'answer', latencyMs: expect.closeTo(6000, 6) });
  });

  it('does not shift the draws of other requests', () => {
    const spread = { timeToFirstTokenMs: { median: 200, logSd: 1 }, judgeScores: Array(10).fill(1) };
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, errorRate) => {
        const [healthy, faulty] = [new Random(seed), new Random(seed)];
        for (let index = 0; index < 20; index += 1) {
          const expected = drawAnswer(aScript(spread), REQUEST, 0, healthy);
          const answer = drawAnswer(aScript({ ...spread, errorRate }), REQUEST, 0, faulty);
          if (answer.kind === 'answer') expect(answer).toEqual(expected);
        }
      }),
      { numRuns: 50 },
    );
  });
});

// BEHAVIOUR B1, B3
describe('a judge score', () => {
  const scoreOf = (answer: ModelAnswer) => (answer.kind === 'answer' ? answer.judgeScore : Number.NaN);

  it('is absent without a histogram', () => {
    expect(scoreOf(draw(aScript()))).toBeUndefined();
  });

  it('is the lowest for a malformed answer', () => {
    const judgeScores = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    expect(scoreOf(draw(aScript({ judgeScores })))).toBe(10);
    expect(scoreOf(draw(aScript({ judgeScores, malformedRate: 1 })))).toBe(1);
  });

  it('has the mean of its histogram and only scores of positive weight', () => {
    // gpt-3.5-turbo in WildBench v2.0625: mean 6.61, standard deviation below 2.
    const judgeScores = [2, 8, 44, 105, 94, 144, 211, 351, 63, 0];
    const scores = drawMany(aScript({ judgeScores }), 5000).map((answer) => scoreOf(answer) ?? 0);
    const total = judgeScores.reduce((sum, weight) => sum + weight, 0);
    const mean = judgeScores.reduce((sum, weight, index) => sum + weight * (index + 1), 0) / total;
    expect(Math.abs(scores.reduce((sum, score) => sum + score, 0) / 5000 - mean)).toBeLessThan(0.15);
    expect([...new Set(scores)].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
