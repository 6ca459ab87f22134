import { describe, expect, it } from 'vitest';
import {
  type ArmMix,
  crowdOf,
  drawUsers,
  INDEPENDENT_REQUESTS,
  type User,
} from '../../../bench/guard/crowd.ts';
import { Random } from '../../../local/random.ts';

function someUsers(count: number): readonly User[] {
  return drawUsers({ count, variation: 1, alwaysFails: 'heaviest' }, 20, new Random(8));
}

/** Share of a group in an arm's requests. */
function shareOf({ groups }: ArmMix, group: number): number {
  return (groups[group] ?? 0) - (groups[group - 1] ?? 0);
}

describe('a crowd of users', () => {
  it('sends all of the traffic, whatever the percentage', () => {
    const crowd = crowdOf(someUsers(300));
    for (const percentage of [1, 5, 10, 25, 50]) {
      const { candidate, control } = crowd(percentage);
      expect(candidate.share + control.share).toBeCloseTo(1, 12);
    }
  });

  it('moves nobody who is already a candidate when the percentage grows', () => {
    const crowd = crowdOf(someUsers(300));
    const shares = [1, 5, 10, 25, 50].map((percentage) => crowd(percentage).candidate);
    for (const [at, larger] of shares.entries()) {
      const smaller = shares[at - 1] ?? larger;
      for (let group = 0; group < 16; group += 1) {
        const before = smaller.share * shareOf(smaller, group);
        expect(larger.share * shareOf(larger, group)).toBeGreaterThanOrEqual(before - 1e-12);
      }
    }
  });

  it('fails as often as its users do, weighted by what they send', () => {
    const users = someUsers(300);
    const { candidate, control } = crowdOf(users)(30);
    const failures = ({ share, ...mix }: ArmMix): number =>
      mix.hazards.reduce((sum, hazard, group) => sum + share * shareOf({ share, ...mix }, group) * hazard, 0);
    const direct = users
      .filter(({ alwaysFails }) => !alwaysFails)
      .reduce((sum, { weight, hazard }) => sum + weight * hazard, 0);
    expect(failures(candidate) + failures(control)).toBeCloseTo(direct, 12);
  });

  it('has one heaviest user who fails each time, in one group of one arm', () => {
    const users = someUsers(300);
    const heaviest = Math.max(...users.map(({ weight }) => weight));
    expect(users.filter(({ alwaysFails }) => alwaysFails).map(({ weight }) => weight)).toEqual([heaviest]);
    const { candidate, control } = crowdOf(users)(50);
    const certain = [...candidate.certain, ...control.certain].filter((share) => share > 0);
    expect(certain).toHaveLength(1);
  });
});

describe('independent requests', () => {
  it('fall into all groups alike and fail alike', () => {
    const { candidate, control } = INDEPENDENT_REQUESTS(10);
    expect([candidate.share, control.share]).toEqual([0.1, 0.9]);
    for (let group = 0; group < 16; group += 1) expect(shareOf(control, group)).toBeCloseTo(1 / 16, 12);
    expect(new Set(candidate.hazards)).toEqual(new Set([1]));
  });
});
