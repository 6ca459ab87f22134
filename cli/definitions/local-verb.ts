import type { Command } from 'commander';
import { badArgument } from '../bad-argument.ts';
import { numberIn } from './number-options.ts';
import type { Run } from './shared-options.ts';

const PORT = 4566;

/** Defines local. */
export function defineLocalVerb(program: Command, run: Run): void {
  program
    .command('local')
    .description('be an AWS account on this machine, that stages can be deployed to and rolled out in')
    .option('--json', 'print one JSON object a line')
    .option(
      '--port <port>',
      'port on 127.0.0.1, 0 for any',
      numberIn('--port', { min: 0, max: 65_535, isWhole: true }),
      PORT,
    )
    .option(
      '--speed <factor>',
      'how fast its time runs, 1 to 600',
      numberIn('--speed', { min: 1, max: 600 }),
      1,
    )
    .option(
      '--traffic <n>',
      'requests a minute to each inference function',
      numberIn('--traffic', { min: 0, max: 6000 }),
      0,
    )
    .option(
      '--fail <model=share>',
      'a model that fails in a share of its requests, 0 to 1',
      byModel('--fail', 0, 1),
    )
    .option(
      '--slow <model=ms>',
      'a model whose answers take so many milliseconds',
      byModel('--slow', 1, 600_000),
    )
    .action(run(async () => (await import('../commands/local.ts')).local));
}

/** For commander: reads `MODEL=NUMBER`, as often as the option is given. */
function byModel(option: string, min: number, max: number) {
  return (text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> => {
    const [, model, value] = /^(.+)=([^=]+)$/.exec(text) ?? [];
    if (model === undefined || value === undefined) {
      throw badArgument(
        `${option} is ${JSON.stringify(text)}; use a model and a number such as claude-sonnet-4-6=${max === 1 ? 0.3 : 800}`,
      );
    }
    return { ...before, [model]: numberIn(`${option} ${model}`, { min, max })(value) };
  };
}
