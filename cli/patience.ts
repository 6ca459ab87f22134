import { isAwsError, isLost, isThrottled } from './aws/aws-error.ts';
import type { CommandContext } from './command.ts';

/** Milliseconds for which reads of one command may go on failing. */
const PATIENCE_MS = 5 * 60_000;
/** Milliseconds between two attempts. */
const PAUSE_MS = 10_000;

/**
 * Makes a read until it succeeds: connections break, and throttling passes, while AppConfig goes on by itself. Rejects with
 * the last error after {@link PATIENCE_MS} of failures, at once with errors that would be the same again, and with
 * `interrupted`.
 */
export async function patiently<Output>(
  read: () => Promise<Output>,
  { io, screen, aftermath }: CommandContext,
): Promise<Output> {
  const giveUpMs = io.clock.now() + PATIENCE_MS;
  for (let isTold = false; ; isTold = true) {
    aftermath.checkpoint(io.interrupted);
    try {
      return await read();
    } catch (error) {
      if (!mayPass(error) || io.clock.now() >= giveUpMs) throw error;
      if (!isTold) screen.line('AWS does not answer; trying on for five minutes.');
      await io.pause(PAUSE_MS);
    }
  }
}

function mayPass(error: unknown): boolean {
  return isAwsError(error) && (isLost(error) || isThrottled(error));
}
