import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoted } from '../../../cli/appconfig/stage-arguments.ts';

it('leaves plain words as they are', () => {
  expect(['shop-prod', 'claude-3.5', 'a/b:c@d'].map(quoted)).toEqual(['shop-prod', 'claude-3.5', 'a/b:c@d']);
});

it('quotes words so that a shell reads them back', () => {
  const words = fc.sample(fc.string({ minLength: 1, unit: 'binary-ascii' }), { numRuns: 200, seed: 7 });
  const plain = words.filter((word) => !word.includes('\0'));
  const script = `printf '%s\\0' ${plain.map(quoted).join(' ')}`;
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(plain);
});
