import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../lambda/clock.ts';
import { connectToAws } from './aws/clients.ts';
import { ServiceClock } from './aws/service-clock.ts';
import { EXIT } from './exit-code.ts';
import type { Io } from './io.ts';

/** The world of a command that runs as a process. */
export function processIo(): Io {
  const interruption = new AbortController();
  const { signal } = interruption;
  const clock = new ServiceClock(systemClock);
  // Whoever presses Ctrl-C twice does not want to hear what is left behind.
  process.on('SIGINT', () => (signal.aborted ? process.exit(EXIT.interrupted) : interruption.abort()));
  // The last is what a terminal sends when it is closed.
  for (const end of ['SIGTERM', 'SIGHUP'] as const) process.on(end, () => interruption.abort());
  const isInteractive = process.stdin.isTTY && process.stderr.isTTY;
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    clock,
    pause: (ms) => pause(ms, undefined, { signal }).catch(() => {}),
    interrupted: signal,
    confirm: isInteractive ? (question) => ask(question, interruption) : undefined,
    connect: async (options) => clock.follow(await connectToAws(options)),
  };
}

/** Asks on standard error: standard output may be for data. Ctrl-C at the prompt is Ctrl-C. */
async function ask(message: string, interruption: AbortController): Promise<boolean> {
  const { default: confirm } = await import('@inquirer/confirm');
  try {
    return await confirm(
      { message, default: false },
      { output: process.stderr, signal: interruption.signal },
    );
  } catch (error) {
    if (!/^(ExitPrompt|AbortPrompt)Error$/.test((error as Error).name)) throw error;
    interruption.abort();
    return false;
  }
}
