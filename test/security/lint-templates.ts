import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizedVariant } from './synthesized-variant.ts';
import { VARIANTS } from './variants.ts';

/** Left there for other tools, too. */
const DIRECTORY = '.local/templates';

/** By its version in `requirements.txt`, beside this file: new versions find new things. */
const CFN_LINT = process.env.CFN_LINT ?? 'cfn-lint';

rmSync(DIRECTORY, { recursive: true, force: true });
mkdirSync(DIRECTORY, { recursive: true });
for (const [name, stage] of Object.entries(VARIANTS)) {
  const file = join(DIRECTORY, `${name}.template.json`);
  writeFileSync(file, JSON.stringify(synthesizedVariant(stage).template, undefined, 1));
  const { status, error } = spawnSync(CFN_LINT, ['--regions', stage.region, '--', file], {
    stdio: 'inherit',
  });
  if (error)
    throw new Error(`${CFN_LINT} does not start: install test/security/requirements.txt`, { cause: error });
  process.stdout.write(`${name}: ${status === 0 ? 'no findings' : 'findings'} of cfn-lint\n`);
  if (status !== 0) process.exitCode = 1;
}
