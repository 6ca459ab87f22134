import { describe, expect, it } from 'vitest';
import { type ChainLink, POLL_SETTLE_MS, rolloutOf } from '../../../lambda/guard/rollout-chain.ts';

const MINUTE = 60_000;

function link(startedAtMinute: number, share: number | undefined, growthMinutes = 10): ChainLink {
  return {
    startedAtMs: startedAtMinute * MINUTE,
    growthMs: growthMinutes * MINUTE,
    motion: { flag: 'm', candidates: ['new'], controls: ['old'], audience: '', share },
  };
}

function settled(minute: number): number {
  return minute * MINUTE + POLL_SETTLE_MS;
}

describe('the shares of a rollout', () => {
  it('are certain at once where nothing was compared before', () => {
    const { sinceMs, shares } = rolloutOf([link(100, 0.05)], { compared: 'nothing' });
    expect(sinceMs).toBe(100 * MINUTE);
    expect(shares).toEqual([
      { fromMs: 100 * MINUTE, share: { low: 0.05, high: 0.05 } },
      { fromMs: settled(110), share: { low: 0.05, high: 0.05 } },
    ]);
  });

  it('lie between the old one and the new one until everybody sees the new one', () => {
    const { sinceMs, shares } = rolloutOf([link(100, 0.05), link(200, 0.25)], { compared: 'nothing' });
    expect(sinceMs).toBe(100 * MINUTE);
    expect(shares.slice(2)).toEqual([
      { fromMs: 200 * MINUTE, share: { low: 0.05, high: 0.25 } },
      { fromMs: settled(210), share: { low: 0.25, high: 0.25 } },
    ]);
  });

  it('lie between all that may still be seen when a deployment follows at once', () => {
    const chain = [link(100, 0.05), link(111, 0.25), link(200, 0.5)] as const;
    const { shares } = rolloutOf([...chain], { compared: { share: 0.01 } });
    expect(shares.slice(0, 3)).toEqual([
      { fromMs: 100 * MINUTE, share: { low: 0.01, high: 0.05 } },
      { fromMs: 111 * MINUTE, share: { low: 0.01, high: 0.25 } },
      { fromMs: settled(121), share: { low: 0.25, high: 0.25 } },
    ]);
  });

  it('are unknown while a document with several of them may be seen', () => {
    const { shares } = rolloutOf([link(100, undefined), link(200, 0.5)], { compared: 'nothing' });
    expect(shares.map(({ share }) => share?.low)).toEqual([undefined, undefined, undefined, 0.5]);
  });
});

describe('the controls of a rollout', () => {
  it('are those of all its deployments: outcomes of an earlier one come in later', () => {
    const [first, next] = [link(100, 0.05), link(200, 0.25)];
    const later = { ...next, motion: { ...next.motion, controls: ['older', 'old'] } };
    expect(rolloutOf([first, later], { compared: 'nothing' }).controls).toEqual(['old', 'older']);
  });
});

describe('the evidence of a rollout', () => {
  it('begins when nobody is compared by other candidates any more', () => {
    expect(rolloutOf([link(100, 0.05)], { compared: 'other' }).sinceMs).toBe(settled(110));
  });

  it('begins when nobody sees a deployment any more that was taken back', () => {
    const before = { compared: { share: 0.01 } };
    const since = (takenBack: number | 'unknown') =>
      rolloutOf([link(100, 0.05)], { ...before, takenBack }).sinceMs;
    expect(since(40 * MINUTE)).toBe(100 * MINUTE);
    expect(since(98 * MINUTE)).toBe(settled(98));
    expect(since('unknown')).toBe(settled(100));
  });
});
