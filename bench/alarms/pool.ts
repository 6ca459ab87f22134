import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Done, Task, TaskResult, WorkerContext } from './worker.ts';

/** One process for each core. */
export const PROCESSES = availableParallelism();

/** What the tasks came to, in their order, and the processor time they took. */
export interface Performance {
  readonly results: readonly TaskResult[];
  readonly cpuSeconds: number;
}

/** Does all tasks, in as many processes as there are cores. */
export async function performAll(context: WorkerContext, tasks: readonly Task[]): Promise<Performance> {
  const results: TaskResult[] = [];
  const waiting = tasks.entries();
  const work = async (): Promise<number> => {
    const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)));
    worker.send({ context });
    let spentSeconds = 0;
    for (const [index, task] of waiting) {
      const { result, cpuSeconds } = await perform(worker, task);
      results[index] = result;
      spentSeconds = cpuSeconds;
    }
    worker.disconnect();
    return spentSeconds;
  };
  const spent = await Promise.all(Array.from({ length: PROCESSES }, work));
  return { results, cpuSeconds: spent.reduce((sum, seconds) => sum + seconds, 0) };
}

async function perform(worker: ChildProcess, task: Task): Promise<Done> {
  const settled = new AbortController();
  const failed = once(worker, 'exit', { signal: settled.signal }).then(([code]) => {
    throw new Error(`a worker ended with code ${code} in ${JSON.stringify(task)}`);
  });
  const answered = once(worker, 'message', { signal: settled.signal });
  worker.send({ task });
  try {
    const [done] = await Promise.race([answered, failed]);
    return done;
  } finally {
    settled.abort();
    await Promise.allSettled([answered, failed]);
  }
}
