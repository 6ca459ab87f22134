import { describe, expect, it } from 'vitest';
import { sharesByMinute } from '../../../lambda/guard/shares-by-minute.ts';

const MINUTE = 60_000;
const [five, ten] = [
  { low: 0.05, high: 0.05 },
  { low: 0.1, high: 0.1 },
];

describe('the share of a minute', () => {
  it('is that of the stretch it lies in', () => {
    const stretches = [
      { fromMs: 0, share: five },
      { fromMs: 3 * MINUTE, share: ten },
    ];
    expect(sharesByMinute(stretches, { firstMinute: 2, toMinute: 5 })).toEqual([five, ten, ten]);
  });

  it('is a range in a minute in which it changes', () => {
    const stretches = [
      { fromMs: 0, share: five },
      { fromMs: 1.5 * MINUTE, share: ten },
    ];
    expect(sharesByMinute(stretches, { firstMinute: 1, toMinute: 2 })).toEqual([{ low: 0.05, high: 0.1 }]);
  });

  it('is unknown where one of its stretches is, or none has begun', () => {
    const stretches = [
      { fromMs: 60 * MINUTE, share: five },
      { fromMs: 61.5 * MINUTE, share: undefined },
      { fromMs: 62.5 * MINUTE, share: ten },
    ];
    const shares = sharesByMinute(stretches, { firstMinute: 59, toMinute: 64 });
    expect(shares).toEqual([undefined, five, undefined, undefined, ten]);
  });
});
