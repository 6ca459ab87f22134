import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { METRIC_DELAY_MS } from '../../local/cloudwatch/cloudwatch.ts';
import { PROCESSES, performAll } from '../worker-pool.ts';
import { type Cell, CHUNKS, plan } from './plan.ts';
import { REHEARSED, type RehearsedOutcome, rehearsedStage } from './rehearsals.ts';
import { cellResult, type Results, rehearsalResults } from './results.ts';
import { alarmsOf, SETTINGS, type SettingName } from './settings.ts';
import { renderTables } from './tables.ts';
import type { Outcomes } from './trial.ts';
import type { Task, TaskResult, WorkerContext } from './worker.ts';

const SEED = 20260105;
const WORKER = new URL('./worker.ts', import.meta.url);
const REHEARSAL_SEEDS = 40;
const RESULTS = new URL('./results.json', import.meta.url);
const README = new URL('./README.md', import.meta.url);
/** Between these lines of the README stands what was measured. */
const TABLES = /(<!-- measured -->\n)[\s\S]*(\n<!-- end of what was measured -->)/;

const results = await measure();
writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
const readme = readFileSync(README, 'utf8');
writeFileSync(
  README,
  readme.replace(TABLES, (_, before, after) => `${before}\n${renderTables(results)}\n${after}`),
);
console.log(renderTables(results));

async function measure(): Promise<Results> {
  const startedMs = performance.now();
  const cells = plan();
  const rehearsals = REHEARSED.flatMap((scenario) =>
    Array.from(
      { length: REHEARSAL_SEEDS },
      (_, index): Task => ({ kind: 'rehearsal', scenario, seed: index + 1 }),
    ),
  );
  const distinct = new Map(cells.map((cell) => [trialOf(cell), cell]));
  const chunks = [...distinct.values()].flatMap((cell) =>
    Array.from({ length: CHUNKS }, (_, chunk): Task => ({ kind: 'chunk', cell, chunk })),
  );
  const { results: done, cpuSeconds } = await performAll<WorkerContext, Task, TaskResult>(WORKER, context(), [
    ...rehearsals,
    ...chunks,
  ]);
  const rehearsed = done.slice(0, rehearsals.length) as RehearsedOutcome[];
  const played = done.slice(rehearsals.length) as Outcomes[];
  const outcomes = new Map(
    [...distinct.keys()].map((trial, index) => [
      trial,
      played.slice(index * CHUNKS, (index + 1) * CHUNKS).flat(),
    ]),
  );
  return {
    command: 'npm run bench:alarms',
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    processes: PROCESSES,
    seed: SEED,
    rollouts: [...distinct.values()].reduce((sum, { runs }) => sum + runs, 0),
    wallSeconds: Math.round((performance.now() - startedMs) / 1000),
    cpuSeconds: Math.round(cpuSeconds),
    cells: cells.map((cell) => cellResult(cell, outcomes.get(trialOf(cell)) ?? [])),
    rehearsals: rehearsalResults(rehearsed),
  };
}

/** What is played for a cell; two tables may show the same. */
function trialOf({ table: _table, row: _row, column: _column, metricDelayMs, ...trial }: Cell): string {
  return JSON.stringify({ ...trial, metricDelayMs: metricDelayMs ?? METRIC_DELAY_MS });
}

function context(): WorkerContext {
  const names = Object.keys(SETTINGS) as SettingName[];
  const alarms = Object.fromEntries(names.map((name) => [name, alarmsOf(name)])) as WorkerContext['alarms'];
  return { seed: SEED, alarms, stage: rehearsedStage() };
}
