import { describe, expect, it } from 'vitest';
import type { Effect, Interval } from '../../../core/experiment/comparison.ts';
import { decide } from '../../../core/experiment/decide.ts';
import { movementText } from '../../../core/experiment/verdict-sentence.ts';

function anEffect(interval: Interval): Effect {
  const inference = { interval, p: 0.5 };
  return { estimate: 0.01, standardError: 0.01, fixed: inference, anytime: inference };
}

const decided = (relative: Effect, p: number) =>
  decide(
    {
      ...{ difference: anEffect({}), relative, direction: 'up', margin: 0.05 },
      adjustedP: { method: 'holm', fixed: p, anytime: p },
    },
    { alpha: 0.05, looks: 'daily' },
  );

describe('a verdict', () => {
  it('needs both ends of the interval to be within the margin', () => {
    expect(decided(anEffect({ low: -0.04, high: 0.04 }), 0.5)).toBe('no-meaningful-difference');
    expect(decided(anEffect({ low: -0.04, high: 0.06 }), 0.5)).toBe('not-yet');
    expect(decided(anEffect({ low: -0.06, high: 0.04 }), 0.5)).toBe('not-yet');
    expect(decided(anEffect({ low: -0.04 }), 0.5)).toBe('not-yet');
    expect(decided(anEffect({ high: 0.04 }), 0.5)).toBe('not-yet');
  });

  it('is better at alpha itself', () => {
    expect(decided(anEffect({}), 0.05)).toBe('better');
    expect(decided(anEffect({}), 0.0501)).toBe('not-yet');
  });
});

describe('a sentence', () => {
  it('says by how much in the unit of the metric, where the lift itself might be none', () => {
    const subject = { metric: 'score', value: 'new', control: 'old', looks: 'once', margin: 0.05 } as const;
    const difference = anEffect({ low: 0.002, high: 0.018 });
    const textOf = (interval: Interval) =>
      movementText({ ...subject, difference, relative: { ...anEffect(interval), estimate: 0.44 } });
    expect(textOf({ low: -0.01, high: 0.89 })).toBe('score is 0.01 higher (0.002 to 0.018)');
    expect(textOf({ low: 0.01, high: 0.87 })).toBe('score is 44 % higher (1 % to 87 %)');
    expect(textOf({})).toContain('0.01 higher');
  });

  it('says where an interval has no end', () => {
    const subject = { metric: 'score', value: 'new', control: 'old', looks: 'once', margin: 0.05 } as const;
    const text = movementText({ ...subject, difference: anEffect({ low: -0.5 }) });
    expect(text).toBe('score is 0.01 higher (−0.5 to no bound)');
  });
});
