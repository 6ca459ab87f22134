import { join } from 'node:path';
import * as appConfig from '@aws-sdk/client-appconfig';
import * as cloudFormation from '@aws-sdk/client-cloudformation';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { Aftermath } from '../../cli/aftermath.ts';
import { createProgram } from '../../cli/program.ts';
import { STAGES } from '../../config/stages.ts';
import { parseArguments } from '../../local/rehearsal/arguments.ts';
import { findScenario } from '../../local/rehearsal/scenarios.ts';
import { TestIo } from '../cli/io.ts';
import { codeBlocks, markdownFiles, read } from './markdown.ts';

interface Command {
  readonly place: string;
  readonly words: readonly string[];
}

/** An operation as the SDK's schema has it: its fifth entry gives the input, whose fifth entry lists the members. */
type Operation = readonly [unknown, unknown, unknown, unknown, () => Input];
type Input = readonly [unknown, unknown, unknown, unknown, readonly string[]];

const CLIENTS = {
  ...{ appconfig: appConfig, cloudformation: cloudFormation, cloudwatch: cloudWatch, lambda, sqs },
} as unknown as Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
/** Options of the AWS CLI itself. */
const CLI_OPTIONS = ['query', 'output', 'max-items', 'cli-binary-format'];
/** Commands whose SDK client is not installed; checked by eye. */
const UNCHECKED = ['events put-events', 'logs tail'];

/** The commands of a block, continued lines joined, comments gone, one for each line, `&&` or `$( … )`. */
function commandsOf(code: string): readonly string[] {
  return code
    .replaceAll('\\\n', ' ')
    .replaceAll(/ +#.*$/gm, '')
    .split(/\n|&&|\w+=\$\(/)
    .map((line) => line.trim());
}

function commands(program: string): readonly Command[] {
  return codeBlocks('sh').flatMap(({ place, code }) =>
    commandsOf(code)
      .filter((line) => line.startsWith(`${program} `))
      .map((line) => ({ place, words: line.split(/\s+/).slice(1) })),
  );
}

const pascal = (text: string): string =>
  text.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('npm commands of the documentation', () => {
  const scriptsOf = (folder: string): readonly string[] =>
    Object.keys(JSON.parse(read(join(folder, 'package.json'))).scripts);
  const asked = markdownFiles().flatMap((file) =>
    [...read(file).matchAll(/npm (?:--prefix (\w+) )?run ([\w:-]+)/g)].map(([, folder = '.', script]) => {
      return { file, folder, script };
    }),
  );

  it.each(asked)('name a script that exists: npm run $script in $file', ({ folder, script }) => {
    expect(scriptsOf(folder)).toContain(script);
  });

  it.each(commands('npm'))('are understood: $place npm $words', ({ words }) => {
    const [verb = '', separator, ...args] = words[0] === '--prefix' ? words.slice(2) : words;
    expect(['ci', 'install', 'test', 'start', 'run']).toContain(verb);
    if (verb !== 'start' || separator === undefined) return;
    expect(separator).toBe('--');
    const { scenario } = parseArguments(args);
    if (!scenario.endsWith('.json')) expect(findScenario(scenario).name).toBe(scenario);
  });
});

describe('cdk commands of the documentation', () => {
  it.each(commands('npx').filter(({ words }) => words[0] === 'cdk'))(
    'name a stage that exists: $place npx $words',
    ({ words: [, verb, ...args] }) => {
      expect(['bootstrap', 'deploy', 'destroy', 'diff', 'synth']).toContain(verb);
      const stage = args.find((word) => word.startsWith('stage='));
      if (stage !== undefined) expect(Object.keys(STAGES)).toContain(stage.slice('stage='.length));
    },
  );
});

describe('our own commands of the documentation', () => {
  const { io } = new TestIo();
  const program = createProgram({ io, aftermath: new Aftermath() }, () => {});
  const rest = commands('npx').filter(({ words }) => words[0] !== 'cdk');

  it.each(rest)(
    'use a verb and options that exist: $place npx $words',
    ({ words: [name, verb, ...args] }) => {
      expect(name).toBe('model-rollout');
      if (verb === '--help') return;
      const command = program.commands.find((one) => one.name() === verb);
      const options = command?.options ?? [];
      const given = args.filter((word) => word.startsWith('--'));
      expect(given.filter((word) => !options.some(({ long }) => long === word))).toEqual([]);
      const needed = options.filter(({ mandatory }) => mandatory).map(({ long }) => long);
      expect(needed.filter((long) => !given.includes(String(long)))).toEqual([]);
      expect(command).toBeDefined();
    },
  );
});

describe('AWS commands of the documentation', () => {
  const asked = commands('aws').map(({ place, words: [service = '', operation = '', ...args] }) => {
    return { place, service, operation, args };
  });
  const isChecked = ({ service }: { service: string }): boolean => service in CLIENTS;

  it('are those whose operations can be looked up, but for a few', () => {
    const rest = asked
      .filter((one) => !isChecked(one))
      .map(({ service, operation }) => `${service} ${operation}`);
    expect([...new Set(rest)].sort()).toEqual(UNCHECKED);
  });

  it.each(asked.filter(isChecked))(
    'use an operation and options that exist: $place aws $service $operation',
    ({ service, operation, args }) => {
      const found = CLIENTS[service]?.[`${pascal(operation)}$`];
      if (found === undefined) throw new Error(`${service} has no operation ${operation}`);
      const members = found[4]()[4];
      const options = args.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
      const unknown = options.filter(
        (name) => !CLI_OPTIONS.includes(name) && !members.includes(pascal(name)),
      );
      expect(unknown).toEqual([]);
    },
  );
});
