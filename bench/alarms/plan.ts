import type { RehearsedScenario } from './rehearsals.ts';
import type { SettingName } from './settings.ts';

/** How one role answers: failures at a rate without latencies, or a healthy model with something changed. */
export type ArmSpec =
  | { readonly failing: number }
  | { readonly slower: number; readonly timeoutRate?: number; readonly errorRate?: number };

/** One measured cell of a table. */
export interface Cell {
  readonly table: TableName;
  readonly row: string;
  readonly column: string;
  readonly setting: SettingName;
  readonly requestsPerMinute: number;
  /** Per cent. */
  readonly gatePercentage: number;
  readonly candidate: ArmSpec;
  readonly control: ArmSpec;
  readonly metricDelayMs?: number;
  /** A multiple of {@link CHUNKS}. */
  readonly runs: number;
}

export type TableName = keyof typeof TABLES;

/** Tables in their order; those of `chance` hold rollouts that should not have been taken back. */
export const TABLES = {
  chanceErrors: {
    kind: 'chance',
    corner: 'requests a minute, gate',
    title: 'Taken back by chance, by errors',
  },
  chanceLatency: {
    kind: 'chance',
    corner: 'requests a minute, gate',
    title: 'Taken back by chance, by latency',
  },
  findErrors: {
    kind: 'detection',
    corner: 'requests a minute, gate',
    title: 'Minutes until errors are noticed',
  },
  findLatency: {
    kind: 'detection',
    corner: 'requests a minute, gate',
    title: 'Minutes until slowness is noticed',
  },
  chosenChance: { kind: 'chance', corner: 'limits', title: 'Chosen limits, gate 50 %: taken back by chance' },
  chosenFind: {
    kind: 'detection',
    corner: 'limits',
    title: 'Chosen limits, gate 50 %: minutes until noticed',
  },
  otherChance: {
    kind: 'chance',
    corner: 'limits, 330 a minute, gate 50 %',
    title: 'Other limits: taken back by chance',
  },
  otherFind: {
    kind: 'detection',
    corner: 'limits',
    title: 'Other limits: minutes until noticed',
  },
  delay: {
    kind: 'detection',
    corner: 'from record to datapoint',
    title: 'Metric delay, 330 a minute, gate 50 %: minutes until noticed',
  },
  likeRehearsed: {
    kind: 'rehearsed',
    corner: 'scenario',
    title: 'The same in full rehearsals',
  },
} as const;

/** A cell's runs are drawn in so many chunks, each from its own random stream, whoever draws them. */
export const CHUNKS = 20;

/** What fails of a healthy model: the control's error rate. */
const HEALTHY_ERRORS = 0.006;
const HEALTHY: ArmSpec = { slower: 1 };

const TRAFFIC = [30, 330, 3300].flatMap((requestsPerMinute) =>
  [10, 50].map((gatePercentage) => ({ requestsPerMinute, gatePercentage })),
);

type Place = Pick<Cell, 'requestsPerMinute' | 'gatePercentage'>;

/** Base error rates of `chanceErrors`. */
const BASE_RATES = [0.001, 0.005, 0.02, 0.05, 0.1];
const ERROR_RATES = [0.05, 0.1, 0.15, 0.25, 0.5];
const SLOWNESS = [1.5, 2, 3];

const MIDDLE: Place = { requestsPerMinute: 330, gatePercentage: 50 };

/** Every cell that is measured. */
export function plan(): readonly Cell[] {
  return [
    ...TRAFFIC.flatMap((place) => BASE_RATES.map((rate) => chanceOfErrors('chanceErrors', place, rate))),
    ...TRAFFIC.map((place) => chanceOfLatency('chanceLatency', place, 0)),
    ...[0.002, 0.005, 0.01].map((timeoutRate) => chanceOfLatency('chanceLatency', MIDDLE, timeoutRate)),
    ...TRAFFIC.flatMap((place) => ERROR_RATES.map((rate) => findErrors('findErrors', place, rate))),
    ...TRAFFIC.flatMap((place) => SLOWNESS.map((factor) => findSlowness('findLatency', place, factor))),
    ...chosenLimits(),
    ...otherLimits(),
    ...metricDelays(),
    likeRehearsed('good', HEALTHY),
    likeRehearsed('errors', { slower: 1, errorRate: 0.25 }),
  ];
}

function chosenLimits(): readonly Cell[] {
  const choices = [
    { requestsPerMinute: 30, setting: 'defaults' },
    { requestsPerMinute: 30, setting: 'little' },
    { requestsPerMinute: 3300, setting: 'defaults' },
    { requestsPerMinute: 3300, setting: 'much' },
  ] as const;
  return choices.flatMap(({ requestsPerMinute, setting }) => {
    const place = { requestsPerMinute, gatePercentage: 50 };
    const of = { setting, row: `${thousands(requestsPerMinute)} a minute, \`${setting}\`` };
    return [
      ...[0.005, 0.02, 0.05].map((rate) => ({ ...chanceOfErrors('chosenChance', place, rate), ...of })),
      { ...chanceOfLatency('chosenChance', place, 0), ...of, column: 'latency, healthy' },
      ...[0.05, 0.1, 0.25].map((rate) => ({ ...findErrors('chosenFind', place, rate), ...of })),
      ...[1.5, 2, 3].map((factor) => ({ ...findSlowness('chosenFind', place, factor), ...of })),
    ];
  });
}

function otherLimits(): readonly Cell[] {
  const settings = ['defaults', 'first', 'patient'] as const;
  return settings.flatMap((setting) => [
    ...[0.02, 0.05].map((rate) => ({
      ...chanceOfErrors('otherChance', MIDDLE, rate),
      setting,
      row: `\`${setting}\``,
    })),
    ...[0.002, 0.005, 0.01].map((timeoutRate) => ({
      ...chanceOfLatency('otherChance', MIDDLE, timeoutRate),
      setting,
      row: `\`${setting}\``,
    })),
    ...[
      { requestsPerMinute: 30, gatePercentage: 50 },
      { requestsPerMinute: 330, gatePercentage: 10 },
      MIDDLE,
    ].flatMap((place) => {
      const of = { setting, row: `\`${setting}\`, ${placeName(place)}` };
      return [
        { ...findErrors('otherFind', place, 0.25), ...of },
        { ...findSlowness('otherFind', place, 3), ...of },
        { ...findErrors('otherFind', place, 0.25), ...of, ...bothFail() },
      ];
    }),
  ]);
}

/** Something that both roles share breaks: no comparison shows it, only the fuse. */
function bothFail(): Pick<Cell, 'control' | 'column'> {
  return { control: { failing: 0.25 }, column: '25 % errors in both roles' };
}

function metricDelays(): readonly Cell[] {
  return [0, 30_000].flatMap((metricDelayMs) => {
    const of = { metricDelayMs, row: `${metricDelayMs / 1000} s` };
    return [
      ...[0.1, 0.25, 0.5].map((rate) => ({ ...findErrors('delay', MIDDLE, rate), ...of })),
      ...[2, 3].map((factor) => ({ ...findSlowness('delay', MIDDLE, factor), ...of })),
    ];
  });
}

/** A shipped scenario by counts: its traffic, its models. */
function likeRehearsed(scenario: RehearsedScenario, candidate: ArmSpec): Cell {
  const place = { requestsPerMinute: 331, gatePercentage: 50 };
  const of = { row: scenario, column: 'simulated', setting: 'defaults' } as const;
  return { table: 'likeRehearsed', ...place, ...of, candidate, control: HEALTHY, runs: 2000 };
}

function chanceOfErrors(table: TableName, place: Place, rate: number): Cell {
  const arm = { failing: rate };
  const runs = place.requestsPerMinute === 330 && place.gatePercentage === 50 ? 4000 : 1000;
  return { table, ...place, ...names(place, `${percent(rate)} errors`), candidate: arm, control: arm, runs };
}

function chanceOfLatency(table: TableName, place: Place, timeoutRate: number): Cell {
  const arm = { slower: 1, timeoutRate };
  const column = timeoutRate === 0 ? 'healthy' : `${percent(timeoutRate)} time-outs`;
  const runs = place.requestsPerMinute > 1000 ? 200 : 1000;
  return { table, ...place, ...names(place, column), candidate: arm, control: arm, runs };
}

function findErrors(table: TableName, place: Place, rate: number): Cell {
  const arms = { candidate: { failing: rate }, control: { failing: HEALTHY_ERRORS } };
  return { table, ...place, ...names(place, `${percent(rate)} errors`), ...arms, runs: 1000 };
}

function findSlowness(table: TableName, place: Place, factor: number): Cell {
  const arms = { candidate: { slower: factor }, control: HEALTHY };
  const runs = place.requestsPerMinute > 1000 ? 100 : 500;
  return { table, ...place, ...names(place, `${factor} times slower`), ...arms, runs };
}

function names(place: Place, column: string): Pick<Cell, 'row' | 'column' | 'setting'> {
  return { row: placeName(place), column, setting: 'defaults' };
}

function placeName({ requestsPerMinute, gatePercentage }: Place): string {
  return `${thousands(requestsPerMinute)}, ${gatePercentage} %`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}
