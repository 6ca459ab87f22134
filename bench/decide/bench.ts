import { buildProgram } from '../build.ts';
import { type Agreement, checkAnswers } from '../evaluate/check.ts';
import type { Answers, Bytes, Times } from '../evaluate/run-system.ts';
import { inFreshProcess } from '../fresh-process.ts';
import { type Machine, thisMachine, versionOf } from '../machine.ts';
import { alternatingRounds } from '../rounds.ts';
import { type Spread, spread } from '../statistics.ts';

/** A way of asking for a flag. Times and bytes a call: one flag of the document, for one user. */
export interface WayFigures {
  readonly name: string;
  readonly ns: Spread;
  /** Median, as a multiple of that of `flags.decide`. */
  readonly timesDecide: number;
  readonly bytes: Spread;
  /** Absent where nothing is evaluated. */
  readonly agreement?: Agreement;
}

export interface DecideResults {
  readonly machine: Machine;
  readonly rounds: number;
  readonly ways: readonly WayFigures[];
  /** Nanoseconds that the client adds to our provider asked alone. */
  readonly clientNs: number;
}

const ROUNDS = 5;

const DECIDE = 'decide/systems/decide';
const CLIENT_OVER_OURS = 'decide/systems/client-over-ours';
const OUR_PROVIDER = 'decide/systems/our-provider-alone';
const CLIENT_OVER_NOTHING = 'decide/systems/client-over-nothing';

const NAMES: Readonly<Record<string, string>> = {
  [DECIDE]: '`flags.decide`',
  [CLIENT_OVER_OURS]: '`getStringDetails` over our provider',
  [OUR_PROVIDER]: 'our provider without the client',
  'evaluate/systems/ours': '`evaluate` alone',
  'evaluate/systems/launchdarkly': `\`client.variation\`, @launchdarkly/node-server-sdk ${versionOf('@launchdarkly/node-server-sdk')}`,
  'decide/systems/client-over-flagd': `\`getStringDetails\` over flagd in-process, @openfeature/flagd-provider ${versionOf('@openfeature/flagd-provider')}`,
  [CLIENT_OVER_NOTHING]: `\`getStringDetails\` over a provider that does nothing, @openfeature/server-sdk ${versionOf('@openfeature/server-sdk')}`,
};

/** Checks that all ways give the same kind of answers, then times and weighs them. */
export function benchDecide(): DecideResults {
  const ways = Object.keys(NAMES);
  const programs = new Map(ways.map((way) => [way, buildProgram(`${way}.ts`)]));
  const run = <Report>(way: string, mode: 'answers' | 'bytes' | 'times') =>
    inFreshProcess<Report>(programs.get(way) ?? '', { args: [mode] });
  const agreements = new Map(
    ways
      .filter((way) => way !== CLIENT_OVER_NOTHING)
      .map((way) => [way, checkAnswers(way, run<Answers>(way, 'answers'), run<Answers>(way, 'answers'))]),
  );
  const reports = alternatingRounds(ways, ROUNDS, (way) => ({
    ns: run<Times>(way, 'times').nsPerCall,
    bytes: run<Bytes>(way, 'bytes').bytesPerCall,
  }));
  const ns = (way: string) => spread((reports.get(way) ?? []).map((report) => report.ns));
  const figures = ways.map((way): WayFigures => {
    const agreement = agreements.get(way);
    return {
      name: NAMES[way] ?? way,
      ns: ns(way),
      timesDecide: ns(way).median / ns(DECIDE).median,
      bytes: spread((reports.get(way) ?? []).map((report) => report.bytes)),
      ...(agreement && { agreement }),
    };
  });
  const clientNs = ns(CLIENT_OVER_OURS).median - ns(OUR_PROVIDER).median;
  return { machine: thisMachine(), rounds: ROUNDS, ways: figures, clientNs };
}
