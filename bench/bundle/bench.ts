import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleHandler } from '../../lib/handler-bundle.ts';
import { buildProgram, DIST } from '../build.ts';
import { inFreshProcess } from '../fresh-process.ts';
import { bundledInference, functionEnvironment } from '../handler/stage.ts';
import { type Machine, thisMachine } from '../machine.ts';
import { alternatingRounds } from '../rounds.ts';
import { type Spread, spread } from '../statistics.ts';
import type { LoadTimes } from './load.ts';

/** A bundle's figures; sizes in bytes, times in milliseconds. */
export interface BundleFigures {
  readonly name: string;
  readonly bytes: number;
  readonly gzippedBytes: number;
  readonly import: Spread;
  readonly ready: Spread;
  /** As multiples of the empty handler's. */
  readonly bytesTimesEmpty: number;
  readonly gzippedTimesEmpty: number;
  readonly importTimesEmpty: number;
  readonly readyTimesEmpty: number;
}

export interface BundleResults {
  readonly machine: Machine;
  readonly rounds: number;
  readonly bundles: readonly BundleFigures[];
}

const ROUNDS = 21;

/** Nobody listens there: loading a handler calls nothing. */
const NO_PORT = 9;

/** Compares size and load time of the handlers that would be uploaded with an empty one's. */
export function benchBundle(): BundleResults {
  const load = buildProgram('bundle/load.ts');
  const bundles = new Map([
    ['empty handler', buildProgram('bundle/empty-handler.ts', { minify: true })],
    ['inference handler', bundledInference(join(DIST, 'artefact'))],
    ['validator handler', join(bundleHandler('validator', join(DIST, 'validator')).directory, 'index.mjs')],
  ]);
  const names = [...bundles.keys()];
  const times = alternatingRounds(names, ROUNDS, (name) =>
    inFreshProcess<LoadTimes>(load, { args: [bundles.get(name) ?? ''], env: functionEnvironment(NO_PORT) }),
  );
  const measured = names.map((name) => measure(name, bundles.get(name) ?? '', times.get(name) ?? []));
  const [empty] = measured;
  const figures = measured.map((own) => ({
    ...own,
    bytesTimesEmpty: own.bytes / (empty?.bytes ?? Number.NaN),
    gzippedTimesEmpty: own.gzippedBytes / (empty?.gzippedBytes ?? Number.NaN),
    importTimesEmpty: own.import.median / (empty?.import.median ?? Number.NaN),
    readyTimesEmpty: own.ready.median / (empty?.ready.median ?? Number.NaN),
  }));
  return { machine: thisMachine(), rounds: ROUNDS, bundles: figures };
}

function measure(name: string, file: string, times: readonly LoadTimes[]) {
  return {
    name,
    bytes: statSync(file).size,
    gzippedBytes: gzipSync(readFileSync(file), { level: 9 }).length,
    import: spread(times.map(({ importMs }) => importMs)),
    ready: spread(times.map(({ readyMs }) => readyMs)),
  };
}
