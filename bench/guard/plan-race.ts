import { type Cell, events, percent, REMEDIES, row, thousands, WHOLE_RAMP } from './cells.ts';
import type { Percentages } from './course.ts';
import type { TrafficSpec } from './traffic.ts';

const RATES = [0.005, 0.02, 0.1];
const EFFECTS = [1.3, 1.5, 2, 3, 10];
const REQUESTS_PER_MINUTE = 330;
const LATE = 180;
const DAY = 1440;
const RUNS = 1000;
const CHANCE_RUNS = 4000;
const USERS_RUNS = 500;

const PEERS = {
  GrowthBook: 'growthbook',
  'z each minute': 'naive z',
  'alarm at 2 times': 'alarm',
} as const;
const GUARD = { '`requests`': 'requests', '`users`': 'users' } as const;

/** Cells of worse candidates, and of all methods where there is nothing to find. */
export function racePlan(): readonly Cell[] {
  return [
    ...usersFound(),
    ...races('raceConstant', { percentages: 50 }, EFFECTS),
    ...races('raceRamp', { percentages: 'ramp' }, EFFECTS),
    ...races('raceLate', { percentages: 50, faultMinute: LATE }, [1.5, 2, 3]),
    ...raceChance(),
  ];
}

function races(
  table: 'raceConstant' | 'raceRamp' | 'raceLate',
  course: Pick<TrafficSpec, 'percentages' | 'faultMinute'>,
  effects: readonly number[],
): readonly Cell[] {
  return RATES.flatMap((rate) =>
    effects.flatMap((effect) => {
      const metrics = [events(rate, effect, 1)];
      const traffic: TrafficSpec = {
        ...{ requestsPerMinute: REQUESTS_PER_MINUTE, drift: 'flat', metrics },
        ...course,
      };
      const experiment = { traffic, blocks: [60, LATE + 60, 600, DAY] };
      const of = { table, row: `${percent(rate)}, ${effect} times`, experiment, runs: RUNS };
      return row(of, { Wald: 'wald', ...GUARD, ...PEERS });
    }),
  );
}

function raceChance(): readonly Cell[] {
  const percentages: readonly Percentages[] = [50, 'ramp'];
  return RATES.flatMap((rate) =>
    percentages.flatMap((percentage) => {
      const metrics = [events(rate, 1, 1)];
      const traffic: TrafficSpec = {
        ...{ requestsPerMinute: REQUESTS_PER_MINUTE, drift: 'triples', metrics },
        percentages: percentage,
      };
      const name = `${percent(rate)}, ${percentage === 'ramp' ? 'ramp' : `${percentage} %`}`;
      const experiment = { traffic, blocks: WHOLE_RAMP };
      return row({ table: 'raceChance', row: name, experiment, runs: CHANCE_RUNS }, { ...GUARD, ...PEERS });
    }),
  );
}

function usersFound(): readonly Cell[] {
  return [500, 2000, 10_000].flatMap((count) =>
    [330, 6600].flatMap((requestsPerMinute) => {
      const traffic: TrafficSpec = {
        ...{ requestsPerMinute, percentages: 50, drift: 'flat', metrics: [events(0.02, 1.5, 1)] },
      };
      const experiment = { traffic, users: { count, variation: 1 }, blocks: [60, 300, DAY] };
      const name = `${thousands(count)}, ${thousands(requestsPerMinute)}`;
      return row({ table: 'usersFound', row: name, experiment, runs: USERS_RUNS }, REMEDIES);
    }),
  );
}
