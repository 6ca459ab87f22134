import type { FlagValue } from '../../core/document/flag-document.ts';
import type { FlagName } from './flags.ts';
import type { User } from './users.ts';

/** One way to evaluate flags. Each runs in a process of its own. */
export interface System<Context> {
  /** A user in the form the system takes; made before timing, so nobody pays for it. */
  readonly contextOf: (user: User) => Context;
  /** The value one flag serves to one user: what is timed. */
  readonly evaluate: (flag: FlagName, context: Context) => FlagValue | Promise<FlagValue>;
  /** Whether each call has to be awaited. */
  readonly isAsync: boolean;
}
