import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleHandler } from '../../lib/handler-bundle.ts';
import { aDirectory } from './helpers/scratch.ts';

const directory = aDirectory();

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
