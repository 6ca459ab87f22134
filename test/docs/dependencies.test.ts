import { describe, expect, it } from 'vitest';
import { read, tableBelow } from './markdown.ts';

const { dependencies, devDependencies, peerDependencies } = JSON.parse(read('package.json'));
const INSTALLED = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }).sort();
const REASONS = tableBelow('docs/decisions/0001-dependencies.md', 'package', 'why');

describe('the list of dependencies', () => {
  it('names what package.json names, no more and no less', () => {
    expect(REASONS.map(([name = '']) => name.replaceAll('`', '')).sort()).toEqual(INSTALLED);
  });

  it.each(REASONS)('gives a reason for %s', (_, reason = '') => {
    expect(reason.split(' ').length).toBeGreaterThan(2);
  });
});
