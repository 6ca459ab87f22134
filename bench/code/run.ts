import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { buildProgram } from '../build.ts';
import { inFreshProcess } from '../fresh-process.ts';
import { thisMachine } from '../machine.ts';
import { alternatingRounds } from '../rounds.ts';
import { type Spread, spread } from '../statistics.ts';
import type { ScanTimes } from './scan.ts';
import { type Tree, writeTree } from './tree.ts';

/**
 * `hygiene --code` on a generated tree beside a plain pass of ripgrep over the same files for the same keys. Writes the
 * tables of README.md. Without `rg` on the PATH, ripgrep is left out.
 */

const ROUNDS = 15;
const SIZES = [100_000, 1_000_000];
const SEED = 1;
const README = fileURLToPath(new URL('README.md', import.meta.url));
const FIGURES = /(<!-- figures -->\n)[\s\S]*?(\n<!-- end -->)/;

const scratch = mkdtempSync(join(tmpdir(), 'model-rollout-'));
try {
  run(process.execPath, ['--import', 'tsx', 'bin/build.ts', join(scratch, 'dist')]);
  const { date, node, platform, cores, cpu } = thisMachine();
  const made = `${date}, Node.js ${node}, ${platform}, ${cores} cores of ${cpu}; medians of ${ROUNDS} rounds (lowest–highest).`;
  const text = [made, ...SIZES.map(figuresOf)].join('\n\n');
  const readme = readFileSync(README, 'utf8');
  if (!FIGURES.test(readme)) throw new Error('README.md has no place for the figures');
  writeFileSync(
    README,
    readme.replace(FIGURES, (_, start: string, end: string) => `${start}\n${text}\n${end}`),
  );
} finally {
  rmSync(scratch, { recursive: true });
}

function figuresOf(leastLines: number): string {
  const directory = join(scratch, `tree-${leastLines}`);
  const tree = writeTree(directory, leastLines, SEED);
  run('git', ['init', '--quiet', directory]);
  const { files, lines, bytes, keys, references, decoys } = tree;
  const head = `### ${counted(lines)} lines`;
  const about = `${counted(files.length)} files, ${(bytes / 1e6).toFixed(1)} MB, ${keys.length} keys, ${counted(references.length)} references, ${decoys.length} comments with a key in quotes.`;
  return [head, about, processTable(directory, tree), scanTable(directory, tree)].join('\n\n');
}

/** Whole processes, as their caller waits for them. */
function processTable(directory: string, { keys, references, decoys }: Tree): string {
  const commands = new Map<string, readonly [string, readonly string[]]>([
    ['`node -e 0`', [process.execPath, ['-e', '0']]],
    ['`model-rollout hygiene --code`', [process.execPath, hygieneArguments(directory, keys)]],
  ]);
  const pattern = `["'\`](${keys.join('|')})["'\`]`;
  if (hasRipgrep()) {
    const search = ['--no-heading', '--line-number', '--column', '--only-matching', '-e', pattern, directory];
    requireSame('ripgrep', linesOf(run('rg', search), directory), [...references, ...decoys]);
    commands.set('`rg`', ['rg', search]);
    commands.set('`rg`, one thread', ['rg', ['--threads', '1', ...search]]);
  }
  const times = alternatingRounds([...commands.keys()], ROUNDS, (name) => {
    const [program, args] = commands.get(name) ?? ['', []];
    return timed(() => run(program, args));
  });
  const ripgrep = times.get('`rg`');
  const rows = [...times].map(([name, values]) => row(name, spread(values), ripgrep && spread(ripgrep)));
  return ['| process | ms | × `rg` |\n| --- | ---: | ---: |', ...rows].join('\n');
}

/** Parts of our process. */
function scanTable(directory: string, { keys, references }: Tree): string {
  const program = buildProgram('code/scan.ts');
  const reports = Array.from({ length: ROUNDS }, () =>
    inFreshProcess<ScanTimes>(program, { args: [directory, ...keys] }),
  );
  for (const { found } of reports) requireSame('the scan', found, references);
  const of = (part: 'list' | 'scan' | 'warmScan') => spread(reports.map((report) => report[part]));
  return [
    '| within our process | ms |\n| --- | ---: |',
    `| listing the files, by git | ${range(of('list'))} |`,
    `| reading and searching them | ${range(of('scan'))} |`,
    `| the same once Node.js has compiled the code well | ${range(of('warmScan'))} |`,
  ].join('\n');
}

function hygieneArguments(directory: string, keys: readonly string[]): readonly string[] {
  const owed = { owner: 'bench', description: 'one of many', permanent: true, default: 'off' };
  const file = join(scratch, 'flags.json');
  writeFileSync(file, JSON.stringify({ version: 1, flags: keys.map((flag) => ({ flag, ...owed })) }));
  return [join(scratch, 'dist', 'model-rollout.js'), 'hygiene', file, '--code', directory];
}

function hasRipgrep(): boolean {
  const isThere = spawnSync('rg', ['--version']).status === 0;
  if (!isThere) process.stderr.write('there is no rg on the PATH: ripgrep is left out\n');
  return isThere;
}

function linesOf(output: string, directory: string): readonly string[] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .slice(directory.length + 1)
        .split(':')
        .slice(0, 2)
        .join(':'),
    );
}

/** What is timed has to find what is there. */
function requireSame(who: string, found: readonly string[], expected: readonly string[]): void {
  if (found.toSorted().join() === expected.toSorted().join()) return;
  throw new Error(`${who} found ${found.length} places, not the ${expected.length} that there are`);
}

function timed(action: () => unknown): number {
  const startMs = performance.now();
  action();
  return performance.now() - startMs;
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
}

function row(name: string, own: Spread, ripgrep: Spread | undefined): string {
  const ratio = ripgrep ? (own.median / ripgrep.median).toFixed(1) : '–';
  return `| ${name} | ${range(own)} | ${ratio} |`;
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}

function range({ median, lowest, highest }: Spread): string {
  return `${median.toFixed(0)} (${lowest.toFixed(0)}–${highest.toFixed(0)})`;
}
