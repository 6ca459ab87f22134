import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import type { CommandContext } from './command.ts';
import { defineCompareVerb } from './definitions/compare-verb.ts';
import { defineConvertVerb } from './definitions/convert-verb.ts';
import { defineDocumentVerbs } from './definitions/document-verbs.ts';
import { defineHygieneVerb } from './definitions/hygiene-verb.ts';
import { defineLocalVerb } from './definitions/local-verb.ts';
import { defineObservingVerbs } from './definitions/observing-verbs.ts';
import { defineRampVerb } from './definitions/ramp-verb.ts';
import { defineRolloutVerbs } from './definitions/rollout-verbs.ts';
import type { Load, Run } from './definitions/shared-options.ts';
import { VERB_HELP } from './definitions/verb-help.ts';
import { Screen } from './output/screen.ts';
import type { Report } from './report.ts';

const ABOUT =
  'Rolls out models, prompts and other flags on AWS AppConfig, watches them, and takes them back.';

interface JsonOption {
  readonly json?: boolean;
}

/** The command line. `done` takes the report of the verb that ran. */
export function createProgram(
  context: Omit<CommandContext, 'screen'>,
  done: (report: Report) => void,
): Command {
  const { io } = context;
  const program = new Command('model-rollout')
    .description(ABOUT)
    .version(manifest.version)
    .configureHelp(VERB_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // What is wrong is thrown as well, and told by whoever catches it.
      outputError: () => {},
    });
  const run: Run =
    <Options>(load: Load<Options>) =>
    async (...args: readonly unknown[]): Promise<void> => {
      const verb = await load();
      // The cast: what commander gives is what the definition beside this call has declared. Positional arguments come
      // first, then the options, then the command itself.
      const options = { ...Object(args.at(-2)), arguments: args.slice(0, -2) } as Options & JsonOption;
      const screen = new Screen(options.json ? io.stderr : io.stdout, io.env);
      done(await verb(options, { ...context, screen }).finally(() => screen.clear()));
    };
  defineDocumentVerbs(program, run);
  defineRolloutVerbs(program, run);
  defineRampVerb(program, run);
  defineObservingVerbs(program, run);
  defineCompareVerb(program, run);
  defineHygieneVerb(program, run);
  defineConvertVerb(program, run);
  defineLocalVerb(program, run);
  return program;
}
