import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { performAll } from '../worker-pool.ts';
import { differentCells, equalCells, WITHOUT_GROUPS } from './cells.ts';
import { readArrivals, readJudgeScores } from './judge-scores.ts';
import { fullTruth } from './judged-pair.ts';
import type { QuantileCell } from './quantile-cell.ts';
import { ALIKE, doubtsOf, INTERVALS } from './second-sample.ts';
import { coverages, falseVerdicts, pairs, quantileCoverages, secondSamples } from './tables.ts';
import type { Findings } from './trial.ts';
import type { Result, Task, WorkerContext } from './worker.ts';

const SEED = 20261123;
const TRIALS = 2000;
const SECOND_TRIALS = 6000;
const PAIR_TRIALS = 200;
/** Cells that show what comes of a broken assumption: nothing is promised of them. */
const BROKEN: ReadonlySet<string> = new Set([WITHOUT_GROUPS]);
const README = new URL('./README.md', import.meta.url);
/** Between these lines of the README stands what was measured. */
const TABLES = /(<!-- measured -->\n)[\s\S]*(\n<!-- end of what was measured -->)/;

const LATENCIES: readonly QuantileCell[] = [
  { name: '2,000 a day, no difference', perArmAndDay: 2000, days: 1, ratio: 1 },
  { name: '2,000 on each of seven days, 1.1 times', perArmAndDay: 2000, days: 7, ratio: 1.1 },
];

const startedMs = performance.now();
const scores = readJudgeScores();
const arrivals = readArrivals();
const [equal, different] = [equalCells(scores), differentCells(scores)];
const models = arrivals ? [...(scores?.keys() ?? [])] : [];
const modelPairs = models.flatMap((control, at) =>
  models.slice(at + 1).map((candidate) => ({ control, candidate })),
);
const tasks: readonly Task[] = [
  ...[...equal, ...different].map(({ name }): Task => ({ kind: 'cell', name, trials: TRIALS })),
  ...LATENCIES.map((cell): Task => ({ kind: 'quantiles', cell, trials: TRIALS })),
  ...modelPairs.map((pair): Task => ({ kind: 'pair', ...pair, trials: PAIR_TRIALS })),
];
const results = await play(tasks);
const played = [...equal, ...different].map(({ name }, at) => ({
  name,
  trials: findingsOf(results)[at] ?? [],
}));
const promised = played.filter(({ name }) => !BROKEN.has(name));
const alike = promised.filter(({ name }) => equal.some((cell) => cell.name === name));
const doubts = [...doubtsOf(alike, ALIKE), ...doubtsOf(promised, INTERVALS)];
const doubted = [...new Set(doubts.map(({ name }) => name))];
const again = await play(
  doubted.map((name): Task => ({ kind: 'cell', name, trials: SECOND_TRIALS, sample: ' again' })),
);
const text = report();
const readme = readFileSync(README, 'utf8');
writeFileSync(
  README,
  readme.replace(TABLES, (_, before, after) => `${before}\n${text}\n${after}`),
);
console.log(text);

async function play(wanted: readonly Task[]): Promise<readonly Result[]> {
  const worker = new URL('./worker.ts', import.meta.url);
  return (await performAll<WorkerContext, Task, Result>(worker, { seed: SEED }, wanted)).results;
}

function findingsOf(all: readonly Result[]): readonly (readonly Findings[])[] {
  return all.flatMap((result) => (result.kind === 'cell' ? [result.trials] : []));
}

function report(): string {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  return [
    `\`npm run bench:experiment\`, seed ${SEED}: ${TRIALS} experiments in each line, ${seconds} s, Node.js ${process.versions.node}.`,
    '### No difference: better or worse all the same',
    falseVerdicts(played.slice(0, equal.length)),
    '### Intervals that hold the truth',
    coverages(played),
    quantileCoverages(
      results
        .flatMap((result) => (result.kind === 'quantiles' ? [result.trials] : []))
        .map((trials, at) => ({ name: LATENCIES[at]?.name ?? '', trials })),
    ),
    '### What did not look as promised, played again',
    `The first sample again, and ${SECOND_TRIALS} other experiments.`,
    secondSamples(doubts, [
      played,
      doubted.map((name, at) => ({ name, trials: findingsOf(again)[at] ?? [] })),
    ]),
    '### Real models, judged',
    scores && arrivals ? pairTable() : 'Left out: ../shared/data is not here.',
  ].join('\n\n');
}

function pairTable(): string {
  const endings = results.flatMap((result) => (result.kind === 'pair' ? [result.trials] : []));
  return pairs(
    modelPairs.map(({ control, candidate }, at) => {
      const own = { control: scores?.get(control) ?? [], candidate: scores?.get(candidate) ?? [] };
      const { lift, kind } = fullTruth({ ...own, arrivals: [] });
      return { name: `${candidate} against ${control}`, lift, truth: kind, trials: endings[at] ?? [] };
    }),
  );
}
