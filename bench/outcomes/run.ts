import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type Machine, thisMachine } from '../machine.ts';
import { costTable } from './cost.ts';
import { runEndToEnd } from './end-to-end.ts';
import type { ThroughputFigures } from './throughput.ts';

/**
 * Counts outcomes end to end, times batches, and reckons what a million cost; writes the tables of README.md. With
 * `end-to-end` or `throughput` as argument only that is done again, with `tables` nothing is measured.
 */

const SIZE = { requests: 100_000, outcomes: 60_000, seed: 20_261_123 };
const ROUNDS = 5;
const RESULTS = new URL('results.json', import.meta.url);
const README = new URL('README.md', import.meta.url);
const FIGURES = /(<!-- figures -->\n)[\s\S]*?(\n<!-- end -->)/;

interface EndToEndFigures {
  readonly machine: Machine;
  readonly series: number;
  readonly different: number;
  readonly samples: number;
  readonly sent: { readonly distinct: number; readonly duplicates: number; readonly refused: number };
  readonly invocations: number;
  readonly restarts: number;
  readonly writeUnits: number;
  readonly seconds: number;
}

interface Results {
  readonly endToEnd?: EndToEndFigures;
  readonly throughput?: { readonly machine: Machine; readonly rounds: readonly ThroughputFigures[] };
}

const [, , only] = process.argv;
let results: Results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
const measures = (part: string) => only === undefined || only === part;
if (measures('end-to-end')) results = { ...results, endToEnd: await endToEnd() };
if (measures('throughput')) results = { ...results, throughput: throughput() };
writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
const text = [endToEndText(results), throughputText(results), costText(results)].join('\n\n');
const readme = readFileSync(README, 'utf8');
if (!FIGURES.test(readme)) throw new Error('README.md has no place for the figures');
writeFileSync(
  README,
  readme.replace(FIGURES, (_, start: string, end: string) => `${start}\n${text}\n${end}`),
);

async function endToEnd(): Promise<EndToEndFigures> {
  const startMs = performance.now();
  const { truth, counted, sent, invocations, restarts, writeUnits } = await runEndToEnd(SIZE);
  const keys = new Set([...Object.keys(truth), ...Object.keys(counted)]);
  const different = [...keys].filter((key) => !isDeepStrictEqual(truth[key], counted[key]));
  return {
    machine: thisMachine(),
    series: keys.size,
    different: different.length,
    samples: Object.values(counted).reduce((sum, { samples }) => sum + samples, 0),
    ...{ sent, invocations, restarts, writeUnits },
    seconds: Math.round((performance.now() - startMs) / 1000),
  };
}

/** In processes of their own, so that every round begins with a cold start. */
function throughput(): NonNullable<Results['throughput']> {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const program = new URL('throughput.ts', import.meta.url).pathname;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program], {
      encoding: 'utf8',
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    if (status !== 0) throw new Error(`a round ended with status ${status}: ${stderr.slice(-2000)}`);
    return JSON.parse(stdout) as ThroughputFigures;
  });
  return { machine: thisMachine(), rounds };
}

function endToEndText({ endToEnd: figures }: Results): string {
  if (figures === undefined) return '### Counting\n\nNot run yet.';
  const { machine, sent, series, different, samples, invocations, restarts, writeUnits, seconds } = figures;
  const { distinct, duplicates, refused } = sent;
  return [
    '### Counting',
    `${told(machine)}; ${counted(seconds)} s.`,
    `${counted(SIZE.requests)} requests, ${counted(SIZE.outcomes)} sendings: ${counted(distinct)} outcomes, ${counted(duplicates)} of them again, ${counted(refused)} forged or malformed. ${counted(invocations)} invocations, ${restarts} restarts, ${counted(writeUnits)} write units.`,
    `**${counted(different)} of ${counted(series)} series** differ from the ground truth, in samples or sum; together they have ${counted(samples)} samples.`,
  ].join('\n\n');
}

function throughputText({ throughput: figures }: Results): string {
  if (figures === undefined) return '### A batch of 500\n\nNot run yet.';
  const { machine, rounds } = figures;
  const row = (name: string, of: (round: ThroughputFigures) => number, digits = 0) => {
    const values = rounds.map(of).toSorted((left, right) => left - right);
    const shown = [values[Math.floor(values.length / 2)], values[0], values.at(-1)].map((value = 0) =>
      value.toFixed(digits),
    );
    return `| ${name} | ${shown[0]} (${shown[1]}–${shown[2]}) |`;
  };
  return [
    '### A batch of 500',
    `${told(machine)}; medians of ${rounds.length} rounds (lowest–highest), the machine not always idle.`,
    [
      '| | |',
      '| --- | ---: |',
      row('processor time of a warm batch, ms', ({ warmCpuMs }) => warmCpuMs),
      row('the same for one outcome, ms', ({ warmCpuMs }) => warmCpuMs / 500, 2),
      row('outcomes a second, one core busy with nothing else', ({ warmCpuMs }) => 500_000 / warmCpuMs),
      row('processor time of the first batch, ms', ({ coldCpuMs }) => coldCpuMs),
      row('waiting for a warm batch, ms', ({ warmMs }) => warmMs),
      row('lines of a batch', ({ lines }) => lines),
      row('bytes of these lines', ({ bytes }) => bytes),
      row('memory of the process after all batches, MB', ({ rssMb }) => rssMb),
    ].join('\n'),
  ].join('\n\n');
}

function costText({ throughput: figures }: Results): string {
  if (figures === undefined) return '### Cost\n\nNot reckoned yet.';
  const median = (of: (round: ThroughputFigures) => number) => {
    const values = figures.rounds.map(of).toSorted((left, right) => left - right);
    return values[Math.floor(values.length / 2)] ?? 0;
  };
  return costTable({
    batchCpuMs: median(({ warmCpuMs }) => warmCpuMs),
    batchBytes: median(({ bytes }) => bytes),
  });
}

function told({ date, node, platform, cores, cpu }: Machine): string {
  return `${date}, Node.js ${node}, ${platform}, ${cores} cores of ${cpu}`;
}

function counted(value: number): string {
  return value.toLocaleString('en-US');
}
