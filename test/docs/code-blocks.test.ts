import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFlagDocument } from '../../core/document/parse-flag-document.ts';
import { parseScenario } from '../../local/rehearsal/scenario.ts';
import { codeBlocks } from './markdown.ts';

const SCRATCH = '.local';

/** What the type checker says of the blocks, each a file at the root of the package as far as its imports go. */
function compile(blocks: readonly string[]): string {
  mkdirSync(SCRATCH, { recursive: true });
  const directory = mkdtempSync(join(SCRATCH, 'docs-'));
  try {
    for (const [index, code] of blocks.entries()) {
      writeFileSync(join(directory, `block-${index}.ts`), code.replaceAll("from './", "from '../../"));
    }
    const paths = {
      'cdk-model-rollout': ['../../lib/index.ts'],
      'cdk-model-rollout/runtime': ['../../lambda/index.ts'],
      'cdk-model-rollout/core': ['../../core/index.ts'],
    };
    const config = { extends: '../../tsconfig.json', compilerOptions: { paths }, include: ['*.ts'] };
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
    return spawnSync('node_modules/.bin/tsc', ['-p', directory], { encoding: 'utf8' }).stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('TypeScript in the documentation', () => {
  const blocks = codeBlocks('ts');

  it('compiles', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(3);
    expect(compile(blocks.map(({ code }) => code))).toBe('');
  });

  it('would not compile with a name that does not exist', () => {
    expect(compile(["export { Nothing } from './lib/index.ts';\n"])).toContain('Nothing');
  });
});

describe('JSON in the documentation', () => {
  it.each(codeBlocks('json'))('is what it looks like: $place', ({ code, place }) => {
    const value = JSON.parse(code);
    if ('rollouts' in value) expect(() => parseScenario(code, place)).not.toThrow();
    if ('flags' in value || 'flag' in value) expect(parseFlagDocument(value)).toMatchObject({ ok: true });
    if ('condition' in value) {
      const flag = { flag: 'any', default: 'other', rules: [value] };
      expect(parseFlagDocument(flag)).toMatchObject({ ok: true });
    }
  });
});
