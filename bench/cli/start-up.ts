import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { thisMachine } from '../machine.ts';
import { alternatingRounds } from '../rounds.ts';
import { spread } from '../statistics.ts';

/**
 * Start-up of the command line beside a bare `node -e 0`: time of a whole process from start to end, as the caller waits for
 * it. Everything is bundled first, as it is published.
 */

const ROUNDS = 41;
const SAMPLE = 'config/sample/model-flags.jsonc';

const outDir = mkdtempSync(join(tmpdir(), 'model-rollout-'));
try {
  run(['--import', 'tsx', 'bin/build.ts', outDir]);
  const program = join(outDir, 'model-rollout.js');
  const variants = new Map([
    ['node -e 0', ['-e', '0']],
    ['model-rollout --help', [program, '--help']],
    ['model-rollout validate', [program, 'validate', SAMPLE]],
    ['model-rollout hygiene', [program, 'hygiene', SAMPLE]],
  ]);
  const names = [...variants.keys()];
  const times = alternatingRounds(names, ROUNDS, (name) => timed(variants.get(name) ?? []));
  const bare = spread(times.get('node -e 0') ?? []).median;
  const { date, node, platform, cores, cpu } = thisMachine();
  process.stdout.write(
    `${date}, Node.js ${node}, ${platform}, ${cores} cores of ${cpu}; medians of ${ROUNDS} rounds\n\n`,
  );
  process.stdout.write('| process | ms (lowest–highest) | × bare |\n| --- | ---: | ---: |\n');
  for (const name of names) {
    const { median, lowest, highest } = spread(times.get(name) ?? []);
    const range = `${median.toFixed(0)} (${lowest.toFixed(0)}–${highest.toFixed(0)})`;
    process.stdout.write(`| \`${name}\` | ${range} | ${(median / bare).toFixed(2)} |\n`);
  }
} finally {
  rmSync(outDir, { recursive: true });
}

function timed(args: readonly string[]): number {
  const startMs = performance.now();
  run(args);
  return performance.now() - startMs;
}

function run(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
}
