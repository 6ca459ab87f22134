import { mkdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeHandler } from '../../lib/handler-from-sources.ts';
import { HANDLER_NAMES, type HandlerName } from '../../lib/handler-name.ts';
import { aDirectory } from './helpers/scratch.ts';

const directory = aDirectory();

const FILES: Readonly<Record<HandlerName, string>> = {
  inference: 'lambda/inference/handler.ts',
  'inference-launchdarkly': 'lambda/inference/handler-launchdarkly.ts',
  validator: 'lambda/validator/handler.ts',
  guard: 'lambda/guard/handler.ts',
  'guard-with-means': 'lambda/guard/handler-with-means.ts',
  watch: 'lambda/watch/handler.ts',
  'watch-with-means': 'lambda/watch/handler-with-means.ts',
  outcomes: 'lambda/outcomes/handler.ts',
  'token-rotation': 'lambda/token-rotation/handler.ts',
  comparison: 'lambda/comparison/handler.ts',
  evaluator: 'lambda/evaluation/handler.ts',
};

/** Largest sizes in bytes: as it is loaded, and as it is about when zipped. */
const BUDGETS: Readonly<Record<string, { readonly minified: number; readonly gzipped: number }>> = JSON.parse(
  readFileSync('bench/bundle/budgets.json', 'utf8'),
);

/** Bundles into a directory of its own. */
function written(name: HandlerName, into: string) {
  const outDir = join(directory, into);
  mkdirSync(outDir);
  const metafile = writeHandler(name, outDir);
  return { metafile, text: readFileSync(join(outDir, 'index.mjs'), 'utf8') };
}

describe.each(HANDLER_NAMES)('the bundle of the %s handler', (name) => {
  const { metafile, text } = written(name, name);
  const inputs = Object.keys(metafile.inputs);

  it('brings the AWS SDK along and imports nothing but Node itself', () => {
    const imported = Object.values(metafile.outputs).flatMap((output) => output.imports);
    expect(inputs.some((file) => file.includes('node_modules/@aws-sdk/client-'))).toBe(true);
    expect(imported.filter(({ path }) => !isBuiltin(path))).toEqual([]);
  });

  it('contains nothing of the CDK, the constructs, the embedded engines or the command line', () => {
    const foreign = /node_modules\/(aws-cdk-lib|constructs|esbuild)\/|^(lib|local|cli|config|bin)\//;
    expect(inputs.filter((file) => foreign.test(file))).toEqual([]);
  });

  it('holds one handler', () => {
    expect(inputs.filter((file) => /^lambda\/.*\/handler[a-z-]*\.ts$/.test(file))).toEqual([FILES[name]]);
  });

  it('brings a require along where it needs one, and nowhere else', () => {
    expect(text.startsWith('import{createRequire}')).toBe(text.includes('Dynamic require of'));
  });

  it('is the same to the byte wherever it is built, and names no directory of the machine', () => {
    expect(written(name, `${name}-again`).text).toBe(text);
    expect(text).not.toContain(directory);
    expect(text).not.toContain(process.cwd());
  });

  it('stays within its budget', () => {
    const budget = BUDGETS[name] ?? { minified: 0, gzipped: 0 };
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(budget.minified);
    expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(budget.gzipped);
  });

  it('brings special functions along exactly where means are compared', () => {
    const special = inputs.some((file) => file.includes('node_modules/@stdlib/'));
    expect(special).toBe(name.endsWith('-with-means') || name === 'comparison');
  });
});
