import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const IMPORT = /(?:from|import\()\s*'(\.[^']+)'/g;
const OPERATION = /new (\w+)Command\(/g;
const SERVICE: Readonly<Record<string, string>> = {
  '@aws-sdk/client-appconfig': 'appconfig',
  '@aws-sdk/client-appconfigdata': 'appconfig',
  '@aws-sdk/client-cloudwatch': 'cloudwatch',
};

/** Every source file that the command line is made of, but for the engines, which ask AWS for nothing. */
function reachedFrom(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file) || file.startsWith('local/')) return seen;
  seen.add(file);
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    reachedFrom(normalize(join(dirname(file), path)), seen);
  }
  return seen;
}

/** `service:Operation` of every command of the SDK that a file makes. */
function operationsIn(file: string): readonly string[] {
  const code = readFileSync(file, 'utf8');
  return [...code.matchAll(OPERATION)].flatMap(([, name = '']) => {
    const from = Object.keys(SERVICE).find((module) => importOf(code, module).includes(`${name}Command`));
    return from === undefined ? [] : [`${SERVICE[from]}:${name}`];
  });
}

function importOf(code: string, module: string): string {
  return new RegExp(`import[^;]*from '${module}';`).exec(code)?.[0] ?? '';
}

describe('the permissions of an operator', () => {
  it('in the documentation are those that the commands need', () => {
    const needed = [...reachedFrom('bin/model-rollout.ts')].flatMap(operationsIn);
    const text = readFileSync('docs/cli.md', 'utf8').split('## Permissions')[1] ?? '';
    const documented = [...text.matchAll(/"((?:appconfig|cloudwatch):\w+)"/g)].map(
      ([, action = '']) => action,
    );
    expect(documented.toSorted()).toEqual([...new Set(needed)].toSorted());
  });

  it('are looked for in every command', () => {
    const reached = reachedFrom('bin/model-rollout.ts');
    for (const command of readdirSync('cli/commands')) expect(reached).toContain(`cli/commands/${command}`);
  });
});
