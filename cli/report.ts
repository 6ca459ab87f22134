import type { ExitCode } from './exit-code.ts';
import type { Screen } from './output/screen.ts';

/** What a command came to: the same facts as data and as text. */
export interface Report {
  readonly exitCode: ExitCode;
  /** What `--json` prints, as one object. */
  readonly data: object;
  /** What is printed otherwise. */
  readonly show: (screen: Screen) => void;
}
