import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { SAFE_DEFAULT } from '../../lambda/contract.ts';
import { synthesizeStage } from '../../lib/synthesize.ts';
import { ITSELF, REAL_DATA, realStage } from '../../test/local/rehearsal/real-data.ts';
import { performAll } from '../worker-pool.ts';
import { renderTable } from './table.ts';
import type { Outcome, Task, WorkerContext } from './worker.ts';

const SEEDS = 400;
const REPORT = new URL('../guard/a-a.md', import.meta.url);
/** Between these lines of the report stands what was measured. */
const TABLE = /(<!-- measured -->\n)[\s\S]*(\n<!-- end of what was measured -->)/;

if (!REAL_DATA.present) {
  console.error(REAL_DATA.title('nothing is measured'));
  process.exit(1);
}
const startedMs = performance.now();
const tasks = Array.from({ length: SEEDS }, (_, index): Task => ({ seed: index + 1 }));
const { results } = await performAll<WorkerContext, Task, Outcome>(
  new URL('./worker.ts', import.meta.url),
  { stage: stage() },
  tasks,
);
const table = renderTable(results, Math.round((performance.now() - startedMs) / 1000));
const report = readFileSync(REPORT, 'utf8');
writeFileSync(
  REPORT,
  report.replace(TABLE, (_, before, after) => `${before}\n${table}\n${after}`),
);
console.log(table);

function stage(): WorkerContext['stage'] {
  const { template, inferenceAssetDirectory } = synthesizeStage(realStage([ITSELF]));
  const bundled = (file: string): string => readFileSync(join(inferenceAssetDirectory, file), 'utf8');
  return {
    template,
    safeDefault: { flags: bundled(SAFE_DEFAULT.flags), prompts: bundled(SAFE_DEFAULT.prompts) },
  };
}
