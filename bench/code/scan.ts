import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { findReferences } from '../../cli/code/find-references.ts';
import { KeyCalls } from '../../cli/code/key-calls.ts';
import { sourceFiles } from '../../cli/code/source-files.ts';

/** Times of one process, in milliseconds: what it does first, and what it does when it has done it a few times. */
export interface ScanTimes {
  readonly list: number;
  readonly scan: number;
  readonly warmScan: number;
  /** `file:line` of each reference. */
  readonly found: readonly string[];
}

const WARM_UP = 5;

const [directory = '.', ...keys] = process.argv.slice(2);
const { signal } = new AbortController();
const calls = new KeyCalls([]);
const scan = (files: readonly string[]) => findReferences(files, { keys, calls, signal });

const [files, list] = await timed(() => sourceFiles([directory]));
const [result, first] = await timed(() => scan(files));
for (let round = 0; round < WARM_UP; round += 1) await scan(files);
const [, warmScan] = await timed(() => scan(files));
const found = [...result.references.values()]
  .flat()
  .map(({ file, line }) => `${file.slice(directory.length + 1)}:${line}`);
writeSync(3, JSON.stringify({ list, scan: first, warmScan, found } satisfies ScanTimes));

async function timed<Value>(run: () => Promise<Value>): Promise<readonly [Value, number]> {
  const startMs = performance.now();
  const value = await run();
  return [value, performance.now() - startMs];
}
