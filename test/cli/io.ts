import type { AwsClients } from '../../cli/aws/clients.ts';
import type { ExitCode } from '../../cli/exit-code.ts';
import type { Io } from '../../cli/io.ts';
import { runCli } from '../../cli/main.ts';

export const TODAY = Date.UTC(2026, 10, 23, 12);

export interface IoOptions {
  readonly nowMs?: () => number;
  /** Answers every question; without it nobody is there. */
  readonly confirm?: (question: string) => boolean | Promise<boolean>;
  readonly pause?: (ms: number) => Promise<void>;
  readonly clients?: AwsClients;
  readonly columns?: number;
  readonly isTTY?: boolean;
  readonly env?: Io['env'];
}

/** What a run came to. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** The world of a command in a test: what is written is kept, nothing but `clients` is reached. */
export class TestIo {
  out = '';
  err = '';
  readonly #interruption = new AbortController();
  readonly io: Io;

  constructor({
    nowMs = () => TODAY,
    confirm,
    pause,
    clients,
    columns,
    isTTY = false,
    env = {},
  }: IoOptions = {}) {
    const terminal = { isTTY, ...(columns !== undefined && { columns }) };
    this.io = {
      stdout: { ...terminal, write: (text) => (this.out += text) },
      stderr: { ...terminal, write: (text) => (this.err += text) },
      env,
      clock: { now: nowMs },
      pause: pause ?? (async () => {}),
      interrupted: this.#interruption.signal,
      confirm: confirm && (async (question) => confirm(question)),
      connect: async () => {
        if (clients) return clients;
        throw new Error('the test has no AWS');
      },
    };
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#interruption.abort();
  }

  async run(...args: readonly string[]): Promise<Outcome> {
    const exitCode = await runCli(args, this.io);
    return { exitCode, out: this.out, err: this.err };
  }
}

/** Runs one command line in a world of its own. */
export function run(args: readonly string[], options: IoOptions = {}): Promise<Outcome> {
  return new TestIo(options).run(...args);
}

/** The same with `--json`, and what it printed as data. */
export async function runJson<Data>(
  args: readonly string[],
  options: IoOptions = {},
): Promise<Outcome & { readonly data: Data }> {
  const outcome = await run([...args, '--json'], options);
  return { ...outcome, data: JSON.parse(outcome.out) as Data };
}
