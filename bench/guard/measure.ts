import { performance } from 'node:perf_hooks';
import { PROCESSES, performAll } from '../worker-pool.ts';
import type { Cell } from './cells.ts';
import type { Judge } from './experiment.ts';
import type { Outcome } from './play-rollout.ts';
import { cellResult, type Results } from './results.ts';
import type { Task, WorkerContext } from './worker.ts';

const WORKER = new URL('./worker.ts', import.meta.url);
/** Rollouts that a worker plays at a time. */
const PART = 250;

/** Plays all rollouts of the cells; those with the same experiment look at the same draws. */
export async function measure(cells: readonly Cell[], seed: number): Promise<Results> {
  const startedMs = performance.now();
  const batches = batchesOf(cells);
  const tasks = [...batches.values()].flatMap(tasksOf);
  const context: WorkerContext = { seed };
  const { results, cpuSeconds } = await performAll<WorkerContext, Task, readonly Outcome[]>(
    WORKER,
    context,
    tasks,
  );
  const outcomes = new Map<string, Outcome[]>();
  for (const [at, { experiment }] of tasks.entries()) {
    const key = JSON.stringify(experiment);
    outcomes.set(key, [...(outcomes.get(key) ?? []), ...(results[at] ?? [])]);
  }
  return {
    command: 'npm run bench:guard',
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    processes: PROCESSES,
    seed,
    rollouts: [...batches.values()].reduce((sum, { runs }) => sum + runs, 0),
    wallSeconds: Math.round((performance.now() - startedMs) / 1000),
    cpuSeconds: Math.round(cpuSeconds),
    cells: cells.map((cell) => cellResult(cell, outcomes.get(JSON.stringify(cell.experiment)) ?? [])),
  };
}

type Batch = Omit<Task, 'part'>;

function batchesOf(cells: readonly Cell[]): ReadonlyMap<string, Batch> {
  const batches = new Map<string, Batch>();
  for (const { experiment, judge, runs } of cells) {
    const key = JSON.stringify(experiment);
    const known = batches.get(key);
    const judges = new Set<Judge>([...(known?.judges ?? []), judge]);
    batches.set(key, { experiment, judges: [...judges], runs: Math.max(runs, known?.runs ?? 0) });
  }
  return batches;
}

function tasksOf({ runs, ...batch }: Batch): readonly Task[] {
  return Array.from({ length: Math.ceil(runs / PART) }, (_, part) => ({
    ...batch,
    part,
    runs: Math.min(PART, runs - part * PART),
  }));
}
