import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aDirectory } from '../lib/helpers/scratch.ts';
import { ricCommand } from './ric.ts';

export interface RuntimeProcessOptions {
  /** Directory of the artefact. */
  readonly directory: string;
  /** As in the function's configuration, e.g. `index.handler`. */
  readonly handler: string;
  /** All that the process sees, but for `HOME`. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * A process that runs an artefact under Lambda's runtime client. Its output goes to files, not through pipes, so what it
 * wrote before it answered can be read as soon as the answer is there.
 */
export class RuntimeProcess {
  readonly id: number | undefined;
  /** Resolves with the exit code or the signal. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #directory: string;

  constructor({ directory, handler, variables }: RuntimeProcessOptions) {
    this.#directory = aDirectory();
    const stdout = openSync(this.#file('stdout'), 'w');
    const stderr = openSync(this.#file('stderr'), 'w');
    this.#child = spawn(process.execPath, [...ricCommand(), handler], {
      cwd: directory,
      // A home without the developer's AWS settings.
      env: { ...variables, HOME: this.#directory },
      stdio: ['pipe', stdout, stderr],
    });
    closeSync(stdout);
    closeSync(stderr);
    this.id = this.#child.pid;
    this.ended = once(this.#child, 'exit').then(([code, signal]) => String(signal ?? code));
  }

  get stdout(): string {
    return readFileSync(this.#file('stdout'), 'utf8');
  }

  get stderr(): string {
    return readFileSync(this.#file('stderr'), 'utf8');
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #file(stream: 'stdout' | 'stderr'): string {
    return join(this.#directory, stream);
  }
}
