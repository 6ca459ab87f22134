import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../bench/experiment/cell.ts';
import { independentCell } from '../../../bench/experiment/independent.ts';
import { bernoulli, logNormal, type Population } from '../../../bench/experiment/population.ts';
import { type Finding, playExperiment } from '../../../bench/experiment/trial.ts';
import { usersCell } from '../../../bench/experiment/users.ts';
import { Random } from '../../../local/random.ts';

// The full measurement is `npm run bench:experiment`; this one is small. Its bounds lie four standard errors of the
// simulation beyond what is promised.

const DAYS = 7;

function shares(cell: Cell, trials: number): (finding: Finding) => number {
  const random = new Random(7);
  const found = Array.from({ length: trials }, (_, at) => playExperiment(cell, DAYS, random.stream(`${at}`)));
  return (finding) => found.filter((one) => one[finding]).length / trials;
}

function halves(control: Population, arm: Population): Cell {
  const metrics = [{ metric: 'metric', control, arms: { arm } }];
  return independentCell({ name: 'halves', exposuresPerDay: 600, shares: [1, 1], metrics });
}

const beyond = (share: number, trials: number) => 4 * Math.sqrt((share * (1 - share)) / trials);

describe('of two arms that are alike', () => {
  it.each([
    ['events', bernoulli(0.2)],
    ['log-normal values', logNormal(1, 0.86)],
  ])('no more are called better or worse than promised, once or daily: %s', (_, population) => {
    const trials = 200;
    const share = shares(halves(population, population), trials);
    expect(share('decided once')).toBeLessThanOrEqual(0.05 + beyond(0.05, trials));
    expect(share('decided daily')).toBeLessThanOrEqual(0.05);
    expect(share('mismatch daily')).toBeLessThanOrEqual(0.01);
    // Otherwise nothing would have been tested.
    expect(share('decided daily by mistake')).toBeGreaterThan(0.1);
  });

  it('no more are called so when users come back, as long as their groups are known', () => {
    const users = {
      users: 1000,
      requestsPerDay: 2000,
      rate: 0.1,
      armShare: 0.5,
      weightSd: 1,
      rateVariation: 1,
    };
    const known = shares(usersCell({ name: 'known', ...users, isGrouped: true }), 50);
    const unknown = shares(usersCell({ name: 'unknown', ...users, isGrouped: false }), 50);
    expect(known('decided daily')).toBeLessThanOrEqual(0.05);
    expect(known('difference, fixed')).toBeGreaterThanOrEqual(0.95 - beyond(0.95, 50));
    expect(unknown('difference, fixed')).toBeLessThan(0.8);
  });
});

describe('intervals', () => {
  it.each([
    ['events', bernoulli(0.2), bernoulli(0.25)],
    ['log-normal values', logNormal(1, 0.86), logNormal(1.2, 0.86)],
  ])('hold the truth as often as they say: %s', (_, control, arm) => {
    const trials = 200;
    const share = shares(halves(control, arm), trials);
    const least = 0.95 - beyond(0.95, trials);
    for (const finding of ['difference, fixed', 'lift, fixed'] as const) {
      expect(share(finding)).toBeGreaterThanOrEqual(least);
      expect(share(finding)).toBeLessThan(1);
    }
    expect(share('difference, anytime')).toBeGreaterThanOrEqual(0.95);
    expect(share('lift, anytime')).toBeGreaterThanOrEqual(least);
  });
});
