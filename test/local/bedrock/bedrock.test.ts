import { describe, expect, it } from 'vitest';
import { Bedrock, type BedrockOptions } from '../../../local/bedrock/bedrock.ts';
import { fillerText, tokensOf } from '../../../local/bedrock/filler-text.ts';
import type { ModelScript } from '../../../local/bedrock/model-script.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { Random } from '../../../local/random.ts';
import { aScript } from './builders.ts';

const START = Date.UTC(2026, 0, 1);
const REQUEST = { inputTokens: 10, wantsJson: false };

function anEngine(models: Record<string, ModelScript>, more: Partial<BedrockOptions> = {}): Bedrock {
  return new Bedrock({ clock: new VirtualClock(START), random: new Random(3), models, ...more });
}

// BEHAVIOUR B1, B4, B5
describe('Bedrock', () => {
  it('counts a fault from its own start', () => {
    const clock = new VirtualClock(START);
    const engine = anEngine({ late: aScript({ fault: { afterMs: 5000, errorRate: 1 } }) }, { clock });
    clock.advance(4999);
    expect(engine.answer('late', REQUEST).kind).toBe('answer');
    clock.advance(1);
    expect(engine.answer('late', REQUEST).kind).toBe('error');
  });

  it('gives a model the same answers however often others are asked', () => {
    const spread = aScript({ timeToFirstTokenMs: { median: 200, logSd: 1 } });
    const alone = anEngine({ a: spread, b: spread });
    const busy = anEngine({ a: spread, b: spread });
    const expected = [alone.answer('a', REQUEST), alone.answer('a', REQUEST)];
    const first = busy.answer('a', REQUEST);
    busy.answer('b', REQUEST);
    expect([first, busy.answer('a', REQUEST)]).toEqual(expected);
  });

  it('knows no model but its own', () => {
    expect(() => anEngine({ a: aScript() }).answer('constructor', REQUEST)).toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException', status: 404 }),
    );
  });

  it.each<[string, Partial<ModelScript>, RegExp]>([
    ['a rate above one', { errorRate: 1.5 }, /errorRate 1.5/],
    ['a rate that is not a number', { throttleRate: Number.NaN }, /throttleRate NaN/],
    ['rates above one together', { errorRate: 0.6, malformedRate: 0.6 }, /sum of rates 1.2/],
    ['no time to the first token', { timeToFirstTokenMs: { median: 0, logSd: 0 } }, /median 0/],
    ['a negative spread', { timeToFirstTokenMs: { median: 1, logSd: -1 } }, /timeToFirstTokenMs.logSd -1/],
    ['negative time for a token', { msPerOutputToken: -1 }, /msPerOutputToken -1/],
    ['no length', { outputTokens: { logMean: Number.NaN, logSd: 0, cap: 1 } }, /logMean NaN/],
    [
      'a negative spread of lengths',
      { outputTokens: { logMean: 1, logSd: -1, cap: 1 } },
      /outputTokens.logSd -1/,
    ],
    ['no room', { outputTokens: { logMean: 1, logSd: 0, cap: 0 } }, /cap 0/],
    ['too few scores', { judgeScores: [1] }, /judgeScores 1 .*10 weights/],
    ['scores without weight', { judgeScores: Array(10).fill(0) }, /judgeScores 0 0/],
    ['a fault before the start', { fault: { afterMs: -1 } }, /fault.afterMs -1/],
    ['a broken fault', { fault: { afterMs: 1, errorRate: 2 } }, /errorRate 2 for model m after its fault/],
  ])('refuses a script with %s', (_what, more, message) => {
    expect(() => anEngine({ m: aScript(more) })).toThrow(message);
  });

  it('accepts rates that add up to one but for rounding', () => {
    const rates = { errorRate: 0.1, throttleRate: 0.2, timeoutRate: 0.3, malformedRate: 0.4 };
    expect(() => anEngine({ m: aScript(rates) })).not.toThrow();
  });
});

// BEHAVIOUR B7
describe('fillerText', () => {
  it.each([1, 20, 513])('has about %i tokens', (tokens) => {
    expect(tokensOf(fillerText(tokens, false).length)).toBe(tokens);
    expect(Math.abs(tokensOf(fillerText(tokens, true).length) - tokens)).toBeLessThanOrEqual(3);
  });

  it('is always JSON when JSON was asked', () => {
    for (let tokens = 1; tokens < 50; tokens += 1) {
      expect(JSON.parse(fillerText(tokens, true))).toHaveProperty('answer');
    }
  });
});
