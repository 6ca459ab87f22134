import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';

/** What a command leaves behind should it end now: told to whoever interrupts it, and with every failure. */
export class Aftermath {
  #text = 'nothing was changed';

  get text(): string {
    return this.#text;
  }

  /** One clause, lowercase and without a period: what has been done, and how to go on. */
  becomes(text: string): void {
    this.#text = text;
  }

  /** Called before every step that changes something, and between looks. Throws `interrupted` after Ctrl-C. */
  checkpoint(interrupted: AbortSignal): void {
    if (interrupted.aborted) throw this.interruption();
  }

  interruption(): CliError {
    return new CliError('interrupted', `interrupted; ${this.#text}`, { exitCode: EXIT.interrupted });
  }
}
