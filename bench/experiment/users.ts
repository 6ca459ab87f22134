import type { Moments } from '../../core/experiment/experiment.ts';
import { addMoments, NO_MOMENTS } from '../../core/experiment/moments.ts';
import type { Random } from '../../local/random.ts';
import { binomial, gammaOfMeanOne, poisson } from '../guard/draws.ts';
import { type Cell, CONTROL } from './cell.ts';

const GROUPS = 16;
const ARM = 'arm';

/** How a cell of users is made. */
export interface UsersOptions {
  readonly name: string;
  /** Of both arms together; each falls to an arm by chance and stays there. */
  readonly users: number;
  readonly requestsPerDay: number;
  /** Share of the requests with the event, over all users. */
  readonly rate: number;
  /** Share of the users that falls to the arm. */
  readonly armShare: number;
  /** Standard deviation of the logarithm of how much a user asks. */
  readonly weightSd: number;
  /** Coefficient of variation of the users' own rates. */
  readonly rateVariation: number;
  /** Whether the comparison is told of the groups. */
  readonly isGrouped: boolean;
}

interface User {
  readonly arm: string;
  readonly group: number;
  readonly requestsPerDay: number;
  readonly rate: number;
}

/** A cell of users who come back every day, ask unequally often and have rates of their own; no difference. */
export function usersCell(options: UsersOptions): Cell {
  const { name, rate, isGrouped } = options;
  const begin = (random: Random) => {
    const users = Array.from({ length: options.users }, () => aUser(options, random));
    return () => {
      const groups = groupTotals(users, random);
      const arms = Object.fromEntries(
        Object.entries(groups).map(([arm, own]) => [arm, own.reduce(addMoments, NO_MOMENTS)]),
      );
      const metric = {
        metric: 'events',
        kind: 'proportion',
        direction: 'up',
        standing: 'primary',
        arms,
      } as const;
      return [{ ...metric, ...(isGrouped && { groups }) }];
    };
  };
  return {
    name,
    arms: [ARM],
    shares: [1 - options.armShare, options.armShare],
    truths: [{ [CONTROL]: rate, [ARM]: rate }],
    begin,
  };
}

function aUser(options: UsersOptions, random: Random): User {
  const { users, requestsPerDay, weightSd } = options;
  const weight = random.logNormal(-(weightSd ** 2) / 2, weightSd);
  return {
    arm: random.chance(options.armShare) ? ARM : CONTROL,
    group: random.integer(GROUPS),
    requestsPerDay: (weight * requestsPerDay) / users,
    rate: Math.min(1, options.rate * gammaOfMeanOne(options.rateVariation, random)),
  };
}

function groupTotals(users: readonly User[], random: Random): Readonly<Record<string, readonly Moments[]>> {
  const empty = () => Array.from({ length: GROUPS }, () => NO_MOMENTS);
  const totals: Record<string, Moments[]> = { [CONTROL]: empty(), [ARM]: empty() };
  for (const { arm, group, requestsPerDay, rate } of users) {
    const n = poisson(requestsPerDay, random);
    if (n === 0) continue;
    const sum = binomial(n, rate, random);
    const own = totals[arm] ?? [];
    own[group] = addMoments(own[group] ?? NO_MOMENTS, { n, sum, sumSquares: sum });
  }
  return totals;
}
