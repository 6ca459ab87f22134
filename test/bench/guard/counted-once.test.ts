import { describe, expect, it } from 'vitest';
import { events } from '../../../bench/guard/cells.ts';
import { countedOnce } from '../../../bench/guard/counted-once.ts';
import type { User } from '../../../bench/guard/crowd.ts';
import type { TrafficSpec } from '../../../bench/guard/traffic.ts';
import { Random } from '../../../local/random.ts';

const spec: TrafficSpec = {
  ...{ requestsPerMinute: 1000, percentages: 50, drift: 'flat' },
  metrics: [events(0.1, 1, 1)],
};

function aUser(changes: Partial<User>): User {
  return { weight: 0.5, hazard: 1, alwaysFails: false, bucket: 7, ...changes };
}

function countsOf(users: readonly User[], environments: number) {
  const { candidate, control } = countedOnce({ spec, users, environments, minutes: 180 }, new Random(4));
  const sum = (numbers: Float64Array) => numbers.reduce((total, number) => total + number, 0);
  return {
    candidate: sum(candidate.exposures),
    control: sum(control.exposures),
    failed: sum(candidate.sums) + sum(control.sums),
  };
}

describe('a user who is counted once an hour', () => {
  it('counts in every hour, on his side, however much he sends', () => {
    const users = [aUser({ bucket: 7 }), aUser({ bucket: 90_000 }), aUser({ bucket: 90_001 })];
    expect(countsOf(users, 1)).toMatchObject({ candidate: 3, control: 6 });
  });

  it('counts once in each environment that remembers for itself', () => {
    expect(countsOf([aUser({})], 20).candidate).toBe(60);
  });

  it('does not count in an hour in which he sends nothing', () => {
    expect(countsOf([aUser({ weight: 1e-9 })], 20).candidate).toBe(0);
  });

  it('counts less often in many environments when he sends little', () => {
    // Twenty requests an hour among twenty environments reach 20·(1 − 1/e) of them on average.
    const light = Array.from({ length: 500 }, () => aUser({ weight: 20 / 60 / 1000 }));
    expect(countsOf(light, 20).candidate / 1500 / 20).toBeCloseTo(1 - Math.exp(-1), 1);
  });

  it('fails as often as his rate says, and always where he always does', () => {
    const many = Array.from({ length: 2000 }, () => aUser({ hazard: 2 }));
    expect(countsOf(many, 1).failed / 6000).toBeCloseTo(0.2, 1);
    expect(countsOf([aUser({ alwaysFails: true })], 1).failed).toBe(3);
  });
});
