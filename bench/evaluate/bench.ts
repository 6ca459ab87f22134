import { type Aim, atLeast, atMost } from '../aim.ts';
import { buildProgram } from '../build.ts';
import { inFreshProcess } from '../fresh-process.ts';
import { type Machine, thisMachine, versionOf } from '../machine.ts';
import { alternatingRounds } from '../rounds.ts';
import { type Spread, spread } from '../statistics.ts';
import { type Agreement, checkAnswers } from './check.ts';
import type { Answers, Times } from './run-system.ts';

/** A system's figures. Times in nanoseconds a call: one flag of the document, for one user. */
export interface SystemFigures {
  readonly name: string;
  /** Time of the mean over the four flags. */
  readonly perCall: Spread;
  /** Time of the flag that holds the percentage. */
  readonly perCallInMotion: Spread;
  /** Medians, as multiples of ours. */
  readonly timesOurs: number;
  readonly timesOursInMotion: number;
  /** Absent for the bare hashes, which answer nothing. */
  readonly agreement?: Agreement;
}

export interface EvaluateResults {
  readonly machine: Machine;
  readonly rounds: number;
  readonly systems: readonly SystemFigures[];
  readonly aims: readonly Aim[];
}

const ROUNDS = 7;

const OURS = 'ours';
const HASHES = ['hash', 'hash-ready-salt'];
const PEERS = ['launchdarkly', 'growthbook', 'unleash', 'flagd'];
/** Where code may not be made of strings, flagd has to interpret its rules. */
const WITHOUT_CODE_GENERATION = 'flagd-interpreted';

const NAMES: Readonly<Record<string, string>> = {
  [OURS]: 'model-rollout',
  hash: 'bare murmur3 of `salt:unit`',
  'hash-ready-salt': 'the same, salt hashed beforehand',
  launchdarkly: `@launchdarkly/node-server-sdk ${versionOf('@launchdarkly/node-server-sdk')}`,
  growthbook: `@growthbook/growthbook ${versionOf('@growthbook/growthbook')}`,
  unleash: `unleash-client ${versionOf('unleash-client')}`,
  flagd: `@openfeature/flagd-core ${versionOf('@openfeature/flagd-core')}`,
  [WITHOUT_CODE_GENERATION]: 'the same, without code generation',
};

/** Checks that all systems give the same kind of answers, then times them. */
export function benchEvaluate(): EvaluateResults {
  const systems = [OURS, ...PEERS, WITHOUT_CODE_GENERATION, ...HASHES];
  const programs = new Map(systems.map((system) => [system, buildProgram(`evaluate/systems/${system}.ts`)]));
  const run = <Report>(system: string, mode: 'answers' | 'times') =>
    inFreshProcess<Report>(programs.get(system) ?? '', { args: [mode] });
  const agreements = new Map(
    [OURS, ...PEERS, WITHOUT_CODE_GENERATION].map((system) => {
      const [first, second] = [run<Answers>(system, 'answers'), run<Answers>(system, 'answers')];
      return [system, checkAnswers(system, first, second)];
    }),
  );
  const times = alternatingRounds(systems, ROUNDS, (system) => run<Times>(system, 'times'));
  const figures = systems.map((system) => figuresOf(system, times, agreements.get(system)));
  return { machine: thisMachine(), rounds: ROUNDS, systems: figures, aims: aims(figures, systems) };
}

function figuresOf(
  system: string,
  times: ReadonlyMap<string, readonly Times[]>,
  agreement: Agreement | undefined,
): SystemFigures {
  const of = (name: string) => {
    const reports = times.get(name) ?? [];
    return {
      perCall: spread(reports.map((report) => report.nsPerCall)),
      perCallInMotion: spread(reports.map((report) => report.nsPerCallInMotion)),
    };
  };
  const [own, ours] = [of(system), of(OURS)];
  return {
    name: NAMES[system] ?? system,
    ...own,
    timesOurs: own.perCall.median / ours.perCall.median,
    timesOursInMotion: own.perCallInMotion.median / ours.perCallInMotion.median,
    ...(agreement && { agreement }),
  };
}

function aims(figures: readonly SystemFigures[], systems: readonly string[]): readonly Aim[] {
  const of = (system: string) => figures[systems.indexOf(system)] as SystemFigures;
  const peers = PEERS.map((peer) => of(peer).timesOurs);
  const hash = of('hash');
  return [
    atLeast('at least 10 times as fast as the fastest peer', 10, Math.min(...peers)),
    atMost('at most 2 times the bare hash, mean of the four flags', 2, 1 / hash.timesOurs),
    atMost('at most 2 times the bare hash, the flag in motion', 2, 1 / hash.timesOursInMotion),
  ];
}
