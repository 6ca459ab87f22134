import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf, markdownFiles, targetOf } from './markdown.ts';

const LINKS = markdownFiles().flatMap((file) =>
  linksOf(file)
    .filter((address) => !/^[a-z]+:/.test(address))
    .map((address) => ({ file, address })),
);

describe('links of the documentation', () => {
  it('are read from every file that has some', () => {
    const files = new Set(LINKS.map(({ file }) => file));
    expect([...files]).toEqual(
      expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md']),
    );
  });

  it.each(LINKS)('leads somewhere: $file to $address', ({ file, address }) => {
    const [path = '', anchor] = address.split('#');
    const target = targetOf(file, path);
    expect(existsSync(target), target).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(target)).toContain(anchor);
  });
});
