import { type CommandPlace, type Ended, runCommand } from './command.ts';
import type { DeployedStage } from './deployed-stage.ts';

interface Line {
  readonly command: string;
  readonly ended: Ended;
  readonly stack: string;
}

/** Programs by the words that users type. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  cdk: [process.execPath, 'node_modules/aws-cdk/bin/cdk'],
  'model-rollout': [process.execPath, '--import', 'tsx', 'bin/model-rollout.ts'],
};

/** Runs commands as users do, and keeps what each took and left. */
export class Transcript {
  readonly #place: CommandPlace;
  readonly #lines: Line[] = [];

  constructor({ directory, variables }: CommandPlace) {
    this.#place = { directory, variables: { ...variables, NO_COLOR: '1' } };
  }

  async run(command: readonly string[], stage: DeployedStage): Promise<Ended> {
    const [name = '', ...args] = command;
    const ended = await runCommand([...(PROGRAMS[name] ?? [name]), ...args], this.#place);
    this.#lines.push({ command: command.join(' '), ended, stack: await stage.summary() });
    return ended;
  }

  /** What was run, in Markdown: command, exit code, seconds, and the stack afterwards. */
  table(): string {
    const rows = this.#lines.map(
      ({ command, ended: { exitCode, seconds }, stack }) =>
        `| \`${command}\` | ${exitCode} | ${seconds.toFixed(1)} | ${stack} |`,
    );
    return ['| command | exit | seconds | stack afterwards |', '|---|---|---|---|', ...rows, ''].join('\n');
  }
}
