import { describe, expect, it } from 'vitest';
import { inWords, nameOfMetric } from '../../report/metric-name.ts';

const NAMES = {
  metrics: {
    errors: { label: 'Failed requests', unit: 'share' },
    'outcome:score': { label: 'Score', unit: 'score' },
    latency_ms: { label: 'Latency', unit: 'ms' },
  },
} as const;

describe('names of metrics', () => {
  it('are those of the data, and else what is counted', () => {
    const nameOf = nameOfMetric(NAMES);
    expect(nameOf('errors')).toEqual({ label: 'Failed requests', unit: 'share' });
    expect(nameOf('constructor')).toEqual({ label: 'constructor', unit: 'number' });
  });

  it.each([
    ['errors of b is worse.', 'Failed requests of b is worse.'],
    ['b is better than a: outcome:score is 4 % higher', 'b is better than a: score is 4 % higher'],
    ['Not yet: 2 days more of latency_ms.', 'Not yet: 2 days more of latency.'],
    ['independent in errors, latency_ms: users', 'independent in failed requests, latency: users'],
  ])('stand in the sentence %j', (sentence, text) => {
    expect(inWords(NAMES)(sentence)).toBe(text);
  });

  it.each(['no-errors-model', 'errors-v2', 'errors_total', 'outcome:scores', 'outcome:errors'])(
    'stand for no part of the word %s',
    (word) => {
      expect(inWords(NAMES)(`${word} is better.`)).toBe(`${word} is better.`);
    },
  );

  it('change nothing where there are none', () => {
    expect(inWords({ metrics: {} })('errors is worse.')).toBe('errors is worse.');
  });
});
