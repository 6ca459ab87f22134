import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** One process for each core. */
export const PROCESSES = availableParallelism();

/** What the tasks came to, in their order, and the processor time they took. */
export interface Performance<Result> {
  readonly results: readonly Result[];
  readonly cpuSeconds: number;
}

/** What a worker says of a task it has done. */
interface Done<Result> {
  readonly result: Result;
  /** Processor time of the worker since its start, in seconds. */
  readonly cpuSeconds: number;
}

/** Does all tasks, in as many processes as there are cores; `worker` is a module that calls {@link answerTasks}. */
export async function performAll<Context, Task, Result>(
  worker: URL,
  context: Context,
  tasks: readonly Task[],
): Promise<Performance<Result>> {
  const results: Result[] = [];
  const waiting = tasks.entries();
  const work = async (): Promise<number> => {
    const child = fork(fileURLToPath(worker));
    child.send({ context });
    let spentSeconds = 0;
    for (const [index, task] of waiting) {
      const { result, cpuSeconds } = await perform<Task, Result>(child, task);
      results[index] = result;
      spentSeconds = cpuSeconds;
    }
    child.disconnect();
    return spentSeconds;
  };
  const spent = await Promise.all(Array.from({ length: PROCESSES }, work));
  return { results, cpuSeconds: spent.reduce((sum, seconds) => sum + seconds, 0) };
}

async function perform<Task, Result>(worker: ChildProcess, task: Task): Promise<Done<Result>> {
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

/** The worker's side: does one task after the other, until its parent lets it go. */
export function answerTasks<Context, Task, Result>(
  perform: (task: Task, context: Context) => Result | Promise<Result>,
): void {
  let given: { readonly context: Context } | undefined;
  process.on('message', async (message: { context: Context } | { task: Task }) => {
    if ('context' in message) given = message;
    else if (given) {
      const result = await perform(message.task, given.context);
      const { user, system } = process.cpuUsage();
      const done: Done<Result> = { result, cpuSeconds: (user + system) / 1e6 };
      process.send?.(done);
    }
  });
}
