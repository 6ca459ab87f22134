import type { Clock } from '../lambda/clock.ts';
import type { AwsClients, AwsOptions } from './aws/clients.ts';
import type { ScreenStream } from './output/screen.ts';

/** Everything a command has of the world beside files. */
export interface Io {
  readonly stdout: ScreenStream;
  readonly stderr: ScreenStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As the services that were spoken to have it. */
  readonly clock: Clock;
  /** Resolves after so many milliseconds, or as soon as the command is interrupted. */
  readonly pause: (ms: number) => Promise<void>;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Asks a person; `undefined` where nobody can answer, as in CI. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** Clients of AWS; called once a command, and only by commands that need AWS. */
  readonly connect: (options: AwsOptions) => Promise<AwsClients>;
}
