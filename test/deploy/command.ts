import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A command that has ended. */
export interface Ended {
  readonly exitCode: number;
  /** Standard output and standard error as they came. */
  readonly printed: string;
  readonly seconds: number;
}

export interface CommandPlace {
  readonly directory: string;
  /** All that the command sees beside the search path. */
  readonly variables: Readonly<Record<string, string>>;
}

/** No command here takes as long as this. */
const LONGEST_MS = 240_000;

/** Runs a program to its end. */
export async function runCommand(
  words: readonly string[],
  { directory, variables }: CommandPlace,
): Promise<Ended> {
  const startedMs = performance.now();
  const [program = '', ...args] = words;
  const child = spawn(program, args, {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const [code] = await once(child, 'close');
  return { exitCode: code ?? 1, printed, seconds: (performance.now() - startedMs) / 1000 };
}
