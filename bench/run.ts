import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cleanDist } from './build.ts';
import { benchBundle } from './bundle/bench.ts';
import { benchEvaluate } from './evaluate/bench.ts';
import { benchHandler } from './handler/bench.ts';
import { figuresOf, insertFigures, type Results } from './report.ts';

const README = new URL('README.md', import.meta.url);
const RESULTS = new URL('results/', import.meta.url);

cleanDist();
const results: Results = {
  evaluate: benchEvaluate(),
  handler: await benchHandler(),
  bundle: benchBundle(),
};
mkdirSync(RESULTS, { recursive: true });
for (const [name, figures] of Object.entries(results)) {
  writeFileSync(new URL(`${name}.json`, RESULTS), `${JSON.stringify(figures, fiveDigits, 2)}\n`);
}
const written: Results = JSON.parse(JSON.stringify(results, fiveDigits));
writeFileSync(README, insertFigures(readFileSync(README, 'utf8'), written));
console.log(Object.values(figuresOf(written)).join('\n\n'));

/** More digits of a measurement would be noise; counts are whole. */
function fiveDigits(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
