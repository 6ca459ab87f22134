import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { performAll } from '../worker-pool.ts';
import { differentCells, equalCells } from './cells.ts';
import { readArrivals, readJudgeScores } from './judge-scores.ts';
import { fullTruth } from './judged-pair.ts';
import type { QuantileCell } from './quantile-cell.ts';
import { coverages, falseVerdicts, type Played, pairs, quantileCoverages } from './tables.ts';
import type { Result, Task, WorkerContext } from './worker.ts';

const SEED = 20261123;
const TRIALS = 2000;
const PAIR_TRIALS = 200;
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
const { results } = await performAll<WorkerContext, Task, Result>(
  new URL('./worker.ts', import.meta.url),
  { seed: SEED },
  tasks,
);
const text = report();
const readme = readFileSync(README, 'utf8');
writeFileSync(
  README,
  readme.replace(TABLES, (_, before, after) => `${before}\n${text}\n${after}`),
);
console.log(text);

function report(): string {
  const cells = results.flatMap((result) => (result.kind === 'cell' ? [result.trials] : []));
  const named = (
    { name }: { readonly name: string },
    at: number,
  ): Played<(typeof cells)[number][number]> => ({
    name,
    trials: cells[at] ?? [],
  });
  const first = equal.map(named);
  const second = different.map((cell, at) => named(cell, equal.length + at));
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  return [
    `\`npm run bench:experiment\`, seed ${SEED}: ${TRIALS} experiments in each line, ${seconds} s, Node.js ${process.versions.node}.`,
    '### No difference: better or worse all the same',
    falseVerdicts(first),
    '### Intervals that hold the truth',
    coverages([...first, ...second]),
    quantileCoverages(
      results
        .flatMap((result) => (result.kind === 'quantiles' ? [result.trials] : []))
        .map((trials, at) => ({ name: LATENCIES[at]?.name ?? '', trials })),
    ),
    '### Real models, judged',
    scores && arrivals ? pairTable() : 'Left out: ../shared/data is not here.',
  ].join('\n\n');
}

function pairTable(): string {
  const played = results.flatMap((result) => (result.kind === 'pair' ? [result.trials] : []));
  return pairs(
    modelPairs.map(({ control, candidate }, at) => {
      const own = { control: scores?.get(control) ?? [], candidate: scores?.get(candidate) ?? [] };
      const { lift, kind } = fullTruth({ ...own, arrivals: [] });
      return { name: `${candidate} against ${control}`, lift, truth: kind, trials: played[at] ?? [] };
    }),
  );
}
