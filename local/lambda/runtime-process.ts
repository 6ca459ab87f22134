import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { LineSplitter } from './line-splitter.ts';

/** Where a process wrote a line. */
export type OutputStream = 'stdout' | 'stderr';

export interface RuntimeProcessOptions {
  /** Module that runs the handler, see `layOutRuntime`. */
  readonly main: string;
  /** Directory of the artefact. */
  readonly directory: string;
  /** As in the function's configuration, e.g. `index.handler`. */
  readonly handler: string;
  /** Approximates the function's memory: the limit on the old generation of V8's heap, MB. */
  readonly memoryMb: number;
  /** All that the process sees. */
  readonly variables: Readonly<Record<string, string>>;
  /** The host's clock at the start, epoch milliseconds. */
  readonly nowMs: number;
  readonly print: (line: string, stream: OutputStream) => void;
}

/**
 * A process that runs an artefact under Lambda's runtime client, and whatever it starts in turn. They end with this one,
 * however this one ends: standard input is a pipe that ends then.
 */
export class RuntimeProcess {
  readonly id: number | undefined;
  /** Resolves with the exit code or the signal. */
  readonly ended: Promise<number | string>;
  readonly #child: ChildProcess;

  constructor({ main, directory, handler, memoryMb, variables, nowMs, print }: RuntimeProcessOptions) {
    const parameters = [`--max-old-space-size=${memoryMb}`, main, handler, String(nowMs)];
    const options = { cwd: directory, env: variables, stdio: 'pipe' } as const;
    // With a group of its own, so that what the function has started ends with it.
    const child = spawn(process.execPath, parameters, { ...options, detached: true });
    child.stdin.on('error', () => {});
    printLines(child.stdout, (line) => print(line, 'stdout'));
    printLines(child.stderr, (line) => print(line, 'stderr'));
    this.#child = child;
    this.id = child.pid;
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#killGroup();
        resolve(signal ?? code ?? 0);
      });
      child.once('error', ({ message }) => resolve(message));
    });
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #killGroup(): void {
    try {
      if (this.id !== undefined) process.kill(-this.id, 'SIGKILL');
    } catch {
      // There is nobody left in it.
    }
  }
}

function printLines(stream: Readable, print: (line: string) => void): void {
  const lines = new LineSplitter(print);
  stream.on('data', (bytes: Buffer) => lines.push(bytes)).once('end', () => lines.end());
}
