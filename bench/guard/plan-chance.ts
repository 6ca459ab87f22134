import { type Cell, events, percent, REMEDIES, row, thousands, WHOLE_RAMP } from './cells.ts';
import { type Percentages, RAMP_MINUTES } from './course.ts';
import type { UsersSpec } from './crowd.ts';
import type { Experiment } from './experiment.ts';
import type { MetricModel, TrafficSpec } from './traffic.ts';

const RUNS = 4000;
const RATES = [0.0005, 0.005, 0.05, 0.3];
const TRAFFIC = [10, 100, 1000, 6000];
const SHARES: readonly Percentages[] = [1, 10, 50, 'ramp'];
const BOTH = { '`users`': 'users', '`requests`': 'requests' } as const;
const TOLERANCE = 1.1;
const DAY = 1440;

/** Cells of rollouts that ought to end well. */
export function chancePlan(): readonly Cell[] {
  return [
    ...RATES.flatMap((rate) => TRAFFIC.flatMap((requests) => grid(rate, requests))),
    ...RATES.flatMap((rate) => TRAFFIC.flatMap((requests) => alike(rate, requests))),
    ...several(),
    ...heavyUsers(),
    ...sampleRatios(),
  ];
}

function grid(rate: number, requestsPerMinute: number): readonly Cell[] {
  return SHARES.flatMap((percentages) => {
    const experiment = onRamp({
      requestsPerMinute,
      percentages,
      metrics: [events(rate, TOLERANCE, TOLERANCE)],
    });
    const of = { row: `${percent(rate)}, ${thousands(requestsPerMinute)}`, experiment, runs: RUNS };
    const column = percentages === 'ramp' ? 'ramp' : `${percentages} %`;
    return [
      { ...of, table: 'gridUsers', column, judge: 'users' },
      { ...of, table: 'gridRequests', column, judge: 'requests' },
    ] as const;
  });
}

function alike(rate: number, requestsPerMinute: number): readonly Cell[] {
  const experiment = onRamp({ requestsPerMinute, metrics: [events(rate, 1, TOLERANCE)] });
  return row(
    { table: 'alike', row: `${percent(rate)}, ${thousands(requestsPerMinute)}`, experiment, runs: RUNS },
    BOTH,
  );
}

function several(): readonly Cell[] {
  const rollouts: Readonly<Record<string, Experiment>> = {
    'six metrics, 330 a minute': onRamp({ metrics: SIX }),
    'six metrics, 6,000 a minute': onRamp({ requestsPerMinute: 6000, metrics: SIX }),
    'six metrics, time-outs and throttles are errors too': onRamp({ metrics: SIX_NESTED }),
    'scores that fall to a third, tolerance 0.97, 330 a minute': onRamp({ metrics: [scores(0.97)] }),
    'scores that fall to a third, tolerance 0.97, 6,000 a minute': onRamp({
      requestsPerMinute: 6000,
      metrics: [scores(0.97)],
    }),
    'tasks completed, 5 % rising to 15 %, tolerance 0.97, 6,000 a minute': onRamp({
      requestsPerMinute: 6000,
      metrics: [completions(0.05)],
    }),
    'errors jump from 2 % to 6 % half way': onRamp({ drift: 'jumps' }),
    'twice the errors tolerated, 2 %': onRamp({ metrics: [events(0.02, 2, 2)] }),
    'three days at 50 % after the ramp, errors and traffic go up and down daily, 2 %': {
      ...onRamp({ drift: 'daily' }),
      blocks: [RAMP_MINUTES + 3 * DAY],
    },
  };
  return Object.entries(rollouts).flatMap(([name, experiment]) =>
    row({ table: 'several', row: name, experiment, runs: RUNS }, BOTH),
  );
}

const CROWDS = [500, 2000, 10_000].flatMap((count) => [330, 6600].map((requests) => ({ count, requests })));

function heavyUsers(): readonly Cell[] {
  const crowd = { count: 2000, variation: 1 };
  const drawn = CROWDS.flatMap(({ count, requests }) =>
    [1, 2].map((variation) => {
      const name = `${thousands(count)}, ${thousands(requests)}, ${variation}`;
      return [name, ofUsers({ count, variation }, requests)] as const;
    }),
  );
  const rare = [0.002, 0.2].map((rate) => {
    return [`2,000, 330, 1, ${percent(rate)} errors`, ofUsers(crowd, 330, rate)] as const;
  });
  const wild = [500, 2000].flatMap((count) =>
    (['ordinary', 'heaviest'] as const).map((alwaysFails) => {
      const who = alwaysFails === 'heaviest' ? 'heaviest' : 'median';
      const name = `${thousands(count)}, 330, 1, the ${who} one always fails`;
      return [name, ofUsers({ count, variation: 1, alwaysFails }, 330)] as const;
    }),
  );
  const day = {
    table: 'users',
    row: '2,000, 330, 1, a day after the ramp',
    runs: RUNS,
    experiment: { ...ofUsers(crowd, 330), blocks: [RAMP_MINUTES + DAY] },
  } as const;
  return [
    ...[...drawn, ...rare, ...wild].flatMap(([name, experiment]) =>
      row({ table: 'users', row: name, experiment, runs: RUNS }, REMEDIES),
    ),
    ...row(day, { 'no remedy': 'requests', '**tempered by both arms**': 'users', 'once an hour': 'once' }),
  ];
}

function sampleRatios(): readonly Cell[] {
  const judges = { 'the guard': 'sample ratio', 'chi-square each minute': 'chi-square' } as const;
  const independent = [10, 330, 6600].map((requestsPerMinute) => ({
    name: `independent requests, ${thousands(requestsPerMinute)}`,
    experiment: onRamp({ requestsPerMinute, metrics: [events(0.02, 1, 1)] }),
  }));
  const drawn = CROWDS.map(({ count, requests }) => ({
    name: `${thousands(count)}, ${thousands(requests)}`,
    experiment: ofUsers({ count, variation: 1 }, requests),
  }));
  return [...independent, ...drawn].flatMap(({ name, experiment }) =>
    row({ table: 'sampleRatio', row: name, experiment, runs: RUNS }, judges),
  );
}

/** Users of whom nobody fares worse as a candidate. */
function ofUsers(users: UsersSpec, requestsPerMinute: number, rate = 0.02): Experiment {
  return { ...onRamp({ requestsPerMinute, metrics: [events(rate, 1, 1)] }), users };
}

/** 330 requests a minute over the ramp, 2 % errors that triple, exactly as bad as tolerated; but for what is given. */
function onRamp(changes: Partial<TrafficSpec>): Experiment {
  return {
    traffic: {
      requestsPerMinute: 330,
      percentages: 'ramp',
      drift: 'triples',
      metrics: [events(0.02, TOLERANCE, TOLERANCE)],
      ...changes,
    },
    blocks: WHOLE_RAMP,
  };
}

function scores(tolerance: number): MetricModel {
  return { kind: 'scores', rate: 0, ratio: tolerance, tolerance, direction: 'down' };
}

function completions(rate: number): MetricModel {
  return { kind: 'events', rate, ratio: 0.97, tolerance: 0.97, direction: 'down' };
}

/** Errors, time-outs, throttles, malformed answers, slow ones, and scores. */
const SIX: readonly MetricModel[] = [
  events(0.01, 1.1, 1.1),
  events(0.002, 1.5, 1.5),
  events(0.001, 2, 2),
  events(0.02, 1.1, 1.1),
  events(0.1, 1.2, 1.2),
  scores(0.97),
];

const SIX_NESTED: readonly MetricModel[] = [
  events(0.005, 1.1, 1.1),
  events(0.002, 1.1, 1.1),
  { ...events(0.005, 1.1, 1.1), includes: [0, 1] },
  events(0.02, 1.1, 1.1),
  { ...events(0.05, 1.1, 1.1), includes: [0] },
  scores(0.97),
];
