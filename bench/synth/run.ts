import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { thisMachine } from '../machine.ts';
import { alternatingRounds } from '../rounds.ts';
import { spread } from '../statistics.ts';

/**
 * Time of `cdk synth` for the stages beside an app of next to nothing: whole commands, as they are typed. Writes the
 * table into the README.
 */

const ROUNDS = Number(process.argv[2] ?? 11);
const README = new URL('README.md', import.meta.url);
const FIGURES = /(<!-- figures -->\n)[\s\S]*?(\n<!-- end -->)/;

const LEAST = 'a stack of one resource';
const APPS = new Map([
  [LEAST, ['--app', 'npx tsx bench/synth/least-app.ts']],
  ['staging', ['--context', 'stage=staging']],
  ['prod', ['--context', 'stage=prod']],
  ['staging and prod', []],
]);

const outDir = mkdtempSync(join(tmpdir(), 'model-rollout-'));
try {
  const names = [...APPS.keys()];
  const times = alternatingRounds(names, ROUNDS, (name) => timed(APPS.get(name) ?? []));
  const least = spread(times.get(LEAST) ?? []).median;
  const rows = names.map((name) => {
    const { median, lowest, highest } = spread(times.get(name) ?? []);
    const range = `${seconds(median)} (${seconds(lowest)}–${seconds(highest)})`;
    return `| ${name} | ${range} | ${(median / least).toFixed(2)} |`;
  });
  const { date, node, platform, cores, cpu } = thisMachine();
  const figures = [
    `${date}, Node.js ${node}, ${platform}, ${cores} cores of ${cpu}; medians of ${ROUNDS} rounds (lowest–highest)\n`,
    '| `cdk synth` of | s | × least |',
    '| --- | ---: | ---: |',
    ...rows,
  ].join('\n');
  const text = readFileSync(README, 'utf8');
  writeFileSync(
    README,
    text.replace(FIGURES, (_, start: string, end: string) => `${start}\n${figures}\n${end}`),
  );
  process.stdout.write(`${figures}\n`);
} finally {
  rmSync(outDir, { recursive: true });
}

function timed(args: readonly string[]): number {
  const startMs = performance.now();
  const command = ['synth', '--quiet', '--output', outDir, ...args];
  const { status, stderr } = spawnSync('node_modules/.bin/cdk', command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cdk ${command.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startMs;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}
