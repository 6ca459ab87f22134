import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { versionOf } from '../../bench/machine.ts';
import { insertFigures, type Results } from '../../bench/report.ts';

const BENCH = new URL('../../bench/', import.meta.url);

function text(path: string): string {
  return readFileSync(new URL(path, BENCH), 'utf8');
}

function committedResults(): Results {
  const read = (name: keyof Results) => [name, JSON.parse(text(`results/${name}.json`))];
  return Object.fromEntries((['evaluate', 'decide', 'handler', 'bundle'] as const).map(read));
}

describe("the benchmarks' README", () => {
  it('says the figures of the committed results', () => {
    const readme = text('README.md');
    expect(insertFigures(readme, committedResults())).toBe(readme);
  });

  it('compares with the versions that are installed', () => {
    const peers = [
      '@launchdarkly/node-server-sdk',
      '@growthbook/growthbook',
      'unleash-client',
      '@openfeature/flagd-core',
      '@openfeature/flagd-provider',
      '@openfeature/server-sdk',
    ];
    for (const peer of peers) expect(text('README.md')).toContain(`${peer} ${versionOf(peer)}`);
  });
});

describe('insertFigures', () => {
  it('refuses a text without a place for each table', () => {
    const withoutBundle = text('README.md').replace('<!-- figures: bundle -->', '');
    expect(() => insertFigures(withoutBundle, committedResults())).toThrow('bundle');
  });

  it('puts new figures in the place of old ones', () => {
    const results = committedResults();
    const faster = { ...results, evaluate: { ...results.evaluate, rounds: 99 } };
    const text99 = insertFigures(text('README.md'), faster);
    expect(text99).toContain('medians of 99 rounds');
    expect(insertFigures(text99, results)).toBe(text('README.md'));
  });
});
