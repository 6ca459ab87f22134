import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleHandler, type HandlerName } from '../../lib/handler-bundle.ts';
import { aDirectory } from './helpers/scratch.ts';

const directory = aDirectory();

const FILES: Readonly<Record<HandlerName, string>> = {
  inference: 'lambda/inference/handler.ts',
  validator: 'lambda/validator/handler.ts',
  guard: 'lambda/guard/handler.ts',
  'guard-with-means': 'lambda/guard/handler-with-means.ts',
  watch: 'lambda/watch/handler.ts',
  'watch-with-means': 'lambda/watch/handler-with-means.ts',
};
const NAMES = Object.keys(FILES) as readonly HandlerName[];

describe.each(NAMES)('the bundle of the %s handler', (name) => {
  const bundle = bundleHandler(name, join(directory, name));
  const text = readFileSync(join(bundle.directory, 'index.mjs'), 'utf8');
  const inputs = Object.keys(bundle.metafile.inputs);

  it('brings the AWS SDK along and imports nothing but Node itself', () => {
    const imported = Object.values(bundle.metafile.outputs).flatMap((output) => output.imports);
    expect(inputs.some((file) => file.includes('node_modules/@aws-sdk/client-'))).toBe(true);
    expect(imported.filter(({ path }) => !path.startsWith('node:'))).toEqual([]);
  });

  it('contains nothing of the CDK, the constructs, the embedded engines or the command line', () => {
    const foreign = /node_modules\/(aws-cdk-lib|constructs|esbuild)\/|^(lib|local|cli|config|bin)\//;
    expect(inputs.filter((file) => foreign.test(file))).toEqual([]);
  });

  it('holds one handler', () => {
    expect(inputs.filter((file) => /^lambda\/.*\/handler[a-z-]*\.ts$/.test(file))).toEqual([FILES[name]]);
  });

  it('needs no require at run time', () => {
    expect(text).not.toContain('Dynamic require of');
  });

  it('is the same to the byte wherever it is built, and names no directory of the machine', () => {
    const again = bundleHandler(name, join(directory, `${name}-again`));
    expect(readFileSync(join(again.directory, 'index.mjs'), 'utf8')).toBe(text);
    expect(text).not.toContain(directory);
    expect(text).not.toContain(process.cwd());
  });
});

it('brings special functions along only where means are compared', () => {
  const special = NAMES.filter((name) => {
    const { metafile } = bundleHandler(name, join(directory, name));
    return Object.keys(metafile.inputs).some((file) => file.includes('node_modules/@stdlib/'));
  });
  expect(special).toEqual(['guard-with-means', 'watch-with-means']);
});

it('lays the extra files beside the handler', () => {
  const outDir = join(directory, 'with-files');
  bundleHandler('validator', outDir, { 'note.json': '{"a":1}' });
  expect(readFileSync(join(outDir, 'note.json'), 'utf8')).toBe('{"a":1}');
  expect(existsSync(join(outDir, 'index.mjs'))).toBe(true);
});

it('bundles the same thing once a process', () => {
  const outDir = join(directory, 'once');
  expect(bundleHandler('validator', outDir)).toBe(bundleHandler('validator', outDir));
});
