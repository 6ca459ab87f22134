import { describe, expect, it } from 'vitest';
import { events, WHOLE_RAMP } from '../../../bench/guard/cells.ts';
import { ALPHA, type Experiment, type Judge } from '../../../bench/guard/experiment.ts';
import { type Outcome, playRollout } from '../../../bench/guard/play-rollout.ts';
import type { MetricModel, TrafficSpec } from '../../../bench/guard/traffic.ts';
import { Random } from '../../../local/random.ts';

// The full measurement is `npm run bench:guard`; this one is small, and its bounds are those the guard promises.

/** 330 requests a minute over the ramp, a base rate of 2 % that triples, no difference; but for what is given. */
function aRollout(changes: Partial<TrafficSpec>, more: Partial<Experiment> = {}): Experiment {
  const traffic: TrafficSpec = {
    ...{ requestsPerMinute: 330, percentages: 'ramp', drift: 'triples', metrics: [events(0.02, 1, 1)] },
    ...changes,
  };
  return { traffic, blocks: WHOLE_RAMP, ...more };
}

function worse(ratio: number, changes: Partial<TrafficSpec> = {}): Experiment {
  const metrics = [events(0.02, ratio, 1)];
  return aRollout({ percentages: 50, drift: 'flat', metrics, ...changes }, { blocks: [60, 240, 960] });
}

function play(experiment: Experiment, judges: readonly Judge[], runs: number): readonly Outcome[] {
  const random = new Random(20);
  return Array.from({ length: runs }, () => playRollout(experiment, judges, random));
}

/** Share of the rollouts that a judge took back. */
function takenBack(outcomes: readonly Outcome[], judge: Judge): number {
  return outcomes.filter((outcome) => typeof outcome[judge] === 'number').length / outcomes.length;
}

function minutesOf(outcomes: readonly Outcome[], judge: Judge): { mean: number; median: number } {
  const minutes = outcomes.map((outcome) => outcome[judge] ?? Number.POSITIVE_INFINITY);
  minutes.sort((left, right) => left - right);
  const mean = minutes.reduce((sum, one) => sum + one, 0) / minutes.length;
  return { mean, median: minutes[Math.ceil(minutes.length / 2) - 1] ?? Number.NaN };
}

const SIX: readonly MetricModel[] = [
  ...[0.005, 0.002, 0.02, 0.1].map((rate) => events(rate, 1.2, 1.2)),
  { ...events(0.01, 1.2, 1.2), includes: [0] },
  { kind: 'scores', rate: 0, ratio: 0.97, tolerance: 0.97, direction: 'down' },
];

describe('a candidate exactly as bad as tolerated', () => {
  it('is taken back in no more than the promised share of the rollouts', () => {
    const outcomes = play(aRollout({ metrics: [events(0.02, 1.1, 1.1)] }), ['users', 'requests'], 150);
    expect(takenBack(outcomes, 'users')).toBeLessThanOrEqual(ALPHA);
    expect(takenBack(outcomes, 'requests')).toBeLessThanOrEqual(ALPHA);
  });

  it('is so by six metrics together', () => {
    const twoHours = aRollout({ metrics: SIX, percentages: 50 }, { blocks: [120] });
    expect(takenBack(play(twoHours, ['requests'], 150), 'requests')).toBeLessThanOrEqual(ALPHA);
  });

  it('is taken back by tests that add up minutes of different base rates', () => {
    const outcomes = play(aRollout({}), ['growthbook', 'naive z', 'requests'], 60);
    expect(takenBack(outcomes, 'growthbook')).toBeGreaterThan(0.5);
    expect(takenBack(outcomes, 'naive z')).toBeGreaterThan(0.5);
    expect(takenBack(outcomes, 'requests')).toBeLessThanOrEqual(ALPHA);
  });
});

describe('heavy users', () => {
  it('are no reason to take a candidate back that makes no difference', () => {
    const few = aRollout({}, { users: { count: 500, variation: 2 } });
    const outcomes = play(few, ['users', 'requests', 'sample ratio'], 80);
    expect(takenBack(outcomes, 'users')).toBeLessThanOrEqual(ALPHA);
    expect(takenBack(outcomes, 'sample ratio')).toBeLessThanOrEqual(0.01);
    // Otherwise nothing would have been tested.
    expect(takenBack(outcomes, 'requests')).toBeGreaterThan(0.2);
  });

  it('are none when the heaviest of them always fails', () => {
    const wild = aRollout({}, { users: { count: 500, variation: 1, alwaysFails: 'heaviest' } });
    const outcomes = play(wild, ['users', 'control only'], 60);
    expect(takenBack(outcomes, 'users')).toBeLessThanOrEqual(ALPHA);
    expect(takenBack(outcomes, 'control only')).toBeGreaterThan(0.2);
  });

  it('do not hide a candidate that fails twice as often', () => {
    const many = { ...worse(2), users: { count: 10_000, variation: 1 } };
    const outcomes = play(many, ['users'], 40);
    expect(takenBack(outcomes, 'users')).toBeGreaterThan(0.95);
    expect(minutesOf(outcomes, 'users').median).toBeLessThanOrEqual(20);
  });
});

describe('a worse candidate', () => {
  it.each([1.5, 2])(
    'is found nearly as fast as by a test that was told how much worse: %s times',
    (ratio) => {
      const outcomes = play(worse(ratio), ['wald', 'requests', 'users'], 200);
      const bound = minutesOf(outcomes, 'wald');
      const [requests, users] = [minutesOf(outcomes, 'requests'), minutesOf(outcomes, 'users')];
      expect(requests.mean).toBeLessThanOrEqual(1.4 * bound.mean);
      expect(users.mean).toBeLessThanOrEqual(1.6 * bound.mean);
      expect(requests.mean).toBeGreaterThan(bound.mean);
    },
  );

  it('is found within three quarters of an hour after six good hours', () => {
    const late = { ...worse(2, { faultMinute: 360 }), blocks: [480] };
    const { median } = minutesOf(play(late, ['users'], 40), 'users');
    expect(median).toBeGreaterThan(360);
    // Without processes begun later it would take an hour.
    expect(median).toBeLessThanOrEqual(360 + 45);
  });
});
