import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** One line of `model-rollout local --json`. */
export interface LocalEvent {
  readonly event: string;
  readonly [member: string]: unknown;
}

/** `model-rollout local` as a process of its own. */
export class LocalEndpoint {
  /** What a shell exports to speak to it. */
  readonly variables: Readonly<Record<string, string>>;
  /** What it has told, oldest first. */
  readonly events: readonly LocalEvent[];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, events: readonly LocalEvent[], variables: Record<string, string>) {
    this.#child = child;
    this.events = events;
    this.variables = variables;
  }

  static async start(args: readonly string[]): Promise<LocalEndpoint> {
    const command = ['--import', 'tsx', 'bin/model-rollout.ts', 'local', '--port', '0', '--json', ...args];
    const child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
    const events: LocalEvent[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => events.push(JSON.parse(line)));
    await Promise.race([once(lines, 'line'), once(child, 'exit')]);
    const [first] = events;
    if (first?.event !== 'listening') throw new Error(`the endpoint did not start: ${JSON.stringify(first)}`);
    return new LocalEndpoint(child, events, first.variables as Record<string, string>);
  }

  get url(): string {
    return String(this.variables.AWS_ENDPOINT_URL);
  }

  /** Resolves when the process has ended, to its exit code. */
  async stop(): Promise<number | null> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    const [code] = await ended;
    return code;
  }
}
