import type { Cell } from './cell.ts';
import { independentCell } from './independent.ts';
import type { ScoresByModel } from './judge-scores.ts';
import { costCell, covariateCell } from './paired.ts';
import { bernoulli, empirical, logNormal, type Population } from './population.ts';
import { usersCell } from './users.ts';

/** Exposures of all arms in a day. */
const DAILY = 1000;
/** Of the generated tokens of the real trace: Azure LLM inference trace 2023, conversation. */
const TOKENS = logNormal(Math.exp(5.02), 0.86);
const HALVES = [1, 1];
const ONE_IN_TEN = [9, 1];

/** What comes of taking requests of one user for independent. */
export const WITHOUT_GROUPS = '2,000 users, no groups';

/** Situations in which no arm is better or worse. */
export function equalCells(scores: ScoresByModel | undefined): readonly Cell[] {
  const same = (name: string, population: Population, shares = HALVES, exposuresPerDay = DAILY): Cell =>
    twoArms({ name, control: population, arm: population, shares, exposuresPerDay });
  return [
    same('events, 50 %', bernoulli(0.5)),
    same('events, 10 %', bernoulli(0.1)),
    same('events, 1 %', bernoulli(0.01)),
    same('events, 10 %, one in ten', bernoulli(0.1), ONE_IN_TEN),
    same('events, 1 %, one in ten', bernoulli(0.01), ONE_IN_TEN, 4 * DAILY),
    same('log-normal', TOKENS),
    same('log-normal, one in ten', TOKENS, ONE_IN_TEN, 6 * DAILY),
    same('log-normal, sigma 1.5', logNormal(1, 1.5)),
    ...scored(scores, ([first = []]) => same('judge scores', empirical(first))),
    ...scored(scores, ([first = []]) => same('judge scores, one in ten', empirical(first), ONE_IN_TEN)),
    covariateCell('log-normal with a covariate', DAILY),
    costCell('cost per answered request', DAILY),
    family(),
    users('10,000 users, groups', 10_000, true),
    users('2,000 users, groups', 2000, true),
    users('10,000 users, groups, one in ten', 10_000, true, 0.1),
    users(WITHOUT_GROUPS, 2000, false),
  ];
}

/** Situations in which the arms differ: only the intervals are of interest. */
export function differentCells(scores: ScoresByModel | undefined): readonly Cell[] {
  const pair = (name: string, control: Population, arm: Population, shares = HALVES): Cell =>
    twoArms({ name, control, arm, shares, exposuresPerDay: DAILY });
  return [
    pair('events, 10 % and 12 %', bernoulli(0.1), bernoulli(0.12)),
    pair('events, 10 % and 5 %, one in ten', bernoulli(0.1), bernoulli(0.05), ONE_IN_TEN),
    pair('log-normal, 1.2 times', TOKENS, logNormal(1.2 * Math.exp(5.02), 0.86)),
    ...scored(scores, ([first = [], second = []]) =>
      pair('judge scores of two models', empirical(first), empirical(second)),
    ),
  ];
}

function twoArms(options: {
  readonly name: string;
  readonly control: Population;
  readonly arm: Population;
  readonly shares: readonly number[];
  readonly exposuresPerDay: number;
}): Cell {
  const { name, control, arm, shares, exposuresPerDay } = options;
  return independentCell({
    ...{ name, shares, exposuresPerDay },
    metrics: [{ metric: 'metric', control, arms: { arm } }],
  });
}

/** Three arms beside the control in three primary metrics: nine chances of a false verdict. */
function family(): Cell {
  const metrics = [bernoulli(0.1), bernoulli(0.4), logNormal(1, 0.5)].map((population, at) => {
    const arms = { first: population, second: population, third: population };
    return { metric: `metric ${at}`, control: population, arms };
  });
  return independentCell({
    name: 'three arms, three metrics',
    exposuresPerDay: 2 * DAILY,
    shares: [1, 1, 1, 1],
    metrics,
  });
}

function users(name: string, count: number, isGrouped: boolean, armShare = 0.5): Cell {
  const asking = { requestsPerDay: 4 * DAILY, rate: 0.1, weightSd: 1, rateVariation: 1 };
  return usersCell({ name, users: count, isGrouped, armShare, ...asking });
}

function scored(
  scores: ScoresByModel | undefined,
  make: (lists: readonly (readonly number[])[]) => Cell,
): readonly Cell[] {
  return scores ? [make([...scores.values()])] : [];
}
