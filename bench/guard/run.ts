import { readFileSync, writeFileSync } from 'node:fs';
import { measure } from './measure.ts';
import { chancePlan } from './plan-chance.ts';
import { racePlan } from './plan-race.ts';
import { renderTables } from './tables.ts';

const SEED = 20260105;
const RESULTS = new URL('./results.json', import.meta.url);
const README = new URL('./README.md', import.meta.url);
/** Between these lines of the README stands what was measured. */
const TABLES = /(<!-- measured -->\n)[\s\S]*(\n<!-- end of what was measured -->)/;

const results = await measure([...chancePlan(), ...racePlan()], SEED);
writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
const tables = renderTables(results);
writeFileSync(
  README,
  readFileSync(README, 'utf8').replace(TABLES, (_, before, after) => `${before}\n${tables}\n${after}`),
);
console.log(tables);
