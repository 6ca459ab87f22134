import { RolloutError } from '../rollout-error.ts';

/**
 * Runs something for at most `ms` milliseconds of the machine's time: then its signal is aborted, and the answer is a
 * `RolloutError` `guard-source-failed` whether it heeds the signal or not.
 */
export async function withDeadline<Output>(
  ms: number,
  run: (signal: AbortSignal) => Promise<Output>,
): Promise<Output> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `the data were not there after ${ms} ms; nothing was decided, the next look asks again`;
      const error = new RolloutError('guard-source-failed', message, { fault: 'dependency' });
      reject(error);
      controller.abort(error);
    }, ms);
  });
  try {
    return await Promise.race([run(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
