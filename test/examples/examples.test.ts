import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = 'examples';
const NAMES = ['own-lambda', 'http-service', 'vercel-ai-sdk', 'langchain'];
const SCRATCH = '.local';
const { dependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8'));

function text(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}

/** What the type checker says of the examples where nothing of theirs is installed: that may be used in any way. */
function compile(): string {
  mkdirSync(SCRATCH, { recursive: true });
  const directory = mkdtempSync(join(SCRATCH, 'examples-'));
  try {
    const modules = Object.keys(dependencies).flatMap((name) => [name, `${name}/*`]);
    writeFileSync(
      join(directory, 'absent.d.ts'),
      modules.map((name) => `declare module '${name}';\n`).join(''),
    );
    const paths = { 'cdk-model-rollout/runtime': [resolve('lambda/index.ts')] };
    const files = [`${resolve(FOLDER)}/*.ts`, '*.d.ts'];
    const config = { extends: '../../tsconfig.json', compilerOptions: { paths }, include: files };
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
    return spawnSync('node_modules/.bin/tsc', ['-p', directory], { encoding: 'utf8' }).stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('the examples', () => {
  it('compile with the package as it is', () => {
    expect(compile()).toBe('');
  });

  it.each(NAMES)('start %s and have it in their README, in at most eighty lines', (name) => {
    expect(text('README.md')).toContain(`(${name}.ts)`);
    expect(text('drivers.ts')).toContain(`import('./${name}.ts')`);
    expect(text(`${name}.ts`).split('\n').length).toBeLessThanOrEqual(81);
  });

  it.each(NAMES)('import in %s what a user of the package can import', (name) => {
    const own = ['cdk-model-rollout/runtime', '@openfeature/server-sdk', ...Object.keys(dependencies)];
    const imported = [...text(`${name}.ts`).matchAll(/from '([^']+)'/g)].map(([, from = '']) => from);
    const foreign = imported.filter(
      (from) =>
        !(builtinModules.includes(from.replace('node:', '')) || from.startsWith('@aws-sdk/client-')) &&
        !own.some((known) => from === known || from.startsWith(`${known}/`)),
    );
    expect(foreign).toEqual([]);
  });

  it('pin what they stand on', () => {
    expect(Object.values<string>(dependencies).filter((version) => !/^\d/.test(version))).toEqual([]);
    expect(readdirSync(FOLDER)).toContain('package-lock.json');
  });

  it('answer every user, and record whose failure it was, without what the others stand on', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'start.ts', 'own-lambda', 'http-service'],
      { cwd: FOLDER, encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/candidate +nova-pro/);
    expect(stdout).toMatch(/control +nova-lite/);
    expect(stdout).toMatch(/candidate \d requests, [1-9] throttled, [1-9] answered by the control/);
    expect(stdout).toMatch(/control \d requests, 0 throttled, 0 answered by the control, [1-9] helpful/);
    expect(status).toBe(0);
  });

  it('end with a status of their own when one does not run', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'start.ts', 'none'], {
      ...{ cwd: FOLDER, encoding: 'utf8' },
    });
    expect(stdout).toContain('none answered 0 and recorded 0');
    expect(stderr).toBe(`there is no example none; there are ${NAMES.join(', ')}\n`);
    expect(status).toBe(1);
  });
});
