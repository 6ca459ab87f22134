import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cleanDist } from './build.ts';
import { benchBundle } from './bundle/bench.ts';
import { benchDecide } from './decide/bench.ts';
import { benchEvaluate } from './evaluate/bench.ts';
import { benchHandler } from './handler/bench.ts';
import { figuresOf, insertFigures, type Results } from './report.ts';

const README = new URL('README.md', import.meta.url);
const RESULTS = new URL('results/', import.meta.url);

/** What is measured anew: what the arguments name, or everything. */
const BENCHES: { readonly [Name in keyof Results]: () => Results[Name] | Promise<Results[Name]> } = {
  evaluate: benchEvaluate,
  decide: benchDecide,
  handler: benchHandler,
  bundle: benchBundle,
};
const named = process.argv.slice(2);

cleanDist();
mkdirSync(RESULTS, { recursive: true });
const measured: Record<string, unknown> = {};
for (const [name, bench] of Object.entries(BENCHES)) {
  const file = new URL(`${name}.json`, RESULTS);
  if (named.length > 0 && !named.includes(name)) {
    measured[name] = JSON.parse(readFileSync(file, 'utf8'));
    continue;
  }
  measured[name] = await bench();
  writeFileSync(file, `${JSON.stringify(measured[name], fiveDigits, 2)}\n`);
}
const written: Results = JSON.parse(JSON.stringify(measured, fiveDigits));
writeFileSync(README, insertFigures(readFileSync(README, 'utf8'), written));
console.log(Object.values(figuresOf(written)).join('\n\n'));

/** More digits of a measurement would be noise; counts are whole. */
function fiveDigits(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
