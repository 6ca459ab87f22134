import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseArguments } from '../../../local/rehearsal/arguments.ts';
import { runRehearsal } from '../../../local/rehearsal/command.ts';
import type { RehearsalReport } from '../../../local/rehearsal/report.ts';
import type { ReportData } from '../../../report/report-data.ts';
import '../../lib/helpers/scratch.ts';

const MINUTE_MS = 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const exitCode = await runRehearsal({
    args: [...args, '--seed', '7'],
    stdout: { columns: 300, write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    env: {},
  });
  return { exitCode, out: out.join(''), err: err.join('') };
}

/** The rehearsal's own figures beside those of its page. */
async function played(
  scenario: string,
): Promise<{ readonly page: ReportData; readonly report: RehearsalReport }> {
  const file = join(folder, `${scenario}.html`);
  const { out } = await run('--scenario', scenario, '--json', '--report', file);
  const { document } = parseHTML(readFileSync(file, 'utf8'));
  const link = document.querySelector('a[download="report.json"]')?.getAttribute('href') ?? '';
  const page = JSON.parse(Buffer.from(link.split(';base64,')[1] ?? '', 'base64').toString());
  return { page, report: JSON.parse(out) };
}

describe('the page of a rehearsal', () => {
  it('is written where it is asked for, with the folders that it needs, and the story says where', async () => {
    const file = join(folder, 'new', 'page.html');
    const { out } = await run('--scenario', 'low-traffic', '--report', file);
    expect(out).toContain(`Report with charts, for a browser: ${file}`);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('is the same for the same seed', async () => {
    const files = ['one.html', 'other.html'].map((name) => join(folder, name));
    for (const file of files) await run('--scenario', 'low-traffic', '--json', '--report', file);
    const [one, other] = files.map((file) => readFileSync(file, 'utf8'));
    expect(one).toBe(other);
  });

  it('stands beside the same JSON as without it, which then names the file', async () => {
    const file = join(folder, 'beside.html');
    const [without, with_] = [
      await run('--scenario', 'low-traffic', '--json'),
      await run('--scenario', 'low-traffic', '--json', '--report', file),
    ];
    const timeless = { wallSeconds: 0 };
    expect({ ...JSON.parse(with_.out), ...timeless }).toEqual({
      ...{ ...JSON.parse(without.out), ...timeless },
      report: file,
    });
  });

  it('is refused with what to do where it cannot be written', async () => {
    const { exitCode, err } = await run('--scenario', 'low-traffic', '--report', join(folder, '.'));
    expect(exitCode).toBe(2);
    expect(err).toMatch(/cannot be written .*: give --report FILE or --no-report/);
  });

  it('tells of a rollback what the rehearsal tells', async () => {
    const { page, report } = await played('errors');
    const [rollout] = report.rollouts;
    const beganMs = page.fromMs + (rollout?.startedAtMinute ?? 0) * MINUTE_MS;
    const endedMs = page.fromMs + (rollout?.endedAtMinute ?? 0) * MINUTE_MS;
    expect(page.timeline.deployments).toMatchObject([
      { startMs: beganMs, endMs: endedMs, outcome: 'rolled-back' },
    ]);
    expect(page.comparisons[0]?.decision).toMatchObject({ kind: 'rolled-back' });
    expect(page.timeline.points.findLast(({ percentage }) => percentage !== undefined)?.percentage).toBe(0);
    expect(page.timeline.alarms.map(({ name }) => name)).toContain(rollout?.rolledBackBy);
  });

  it('counts the requests that the rehearsal counts, in the comparison and in the exposure', async () => {
    const { page, report } = await played('quality-drop');
    const [rollout] = report.rollouts;
    const requests = [rollout?.controlRequests, rollout?.candidateRequests];
    const { sampleRatio, metrics } = page.comparisons[0]?.comparison ?? {};
    expect(sampleRatio?.arms.map(({ exposures }) => exposures)).toEqual(requests);
    expect(metrics?.find(({ metric }) => metric === 'errors')?.arms.map(({ n }) => n)).toEqual(requests);
    const exposed = page.exposure.rows.reduce((sum, { count }) => sum + count, 0);
    expect(exposed).toBe(Number(requests[0]) + Number(requests[1]));
  });

  it('compares judge scores as the rehearsal tells them, on the scale of outcomes', async () => {
    const { page, report } = await played('quality-drop');
    const { metrics = [] } = page.comparisons[0]?.comparison ?? {};
    const scores = metrics.find(({ metric }) => metric === 'outcome:judge_score');
    const { control = 0, candidate = 0 } = report.rollouts[0]?.meanScores ?? {};
    expect(scores?.arms[0]?.mean).toBeCloseTo((control - 1) / 9, 10);
    expect(scores?.arms[1]?.mean).toBeCloseTo((candidate - 1) / 9, 10);
    const spread = page.distributions.find(({ metric }) => metric === 'outcome:judge_score');
    const counted = Object.values(spread?.arms ?? {}).map((counts) =>
      counts.reduce((sum, one) => sum + one, 0),
    );
    expect(counted).toEqual(scores?.arms.map(({ n }) => n));
  });

  it('shows all four flags, of which one moved', async () => {
    const { page } = await played('low-traffic');
    expect(page.effects.map(({ flag, change }) => [flag, change !== undefined])).toEqual([
      ['inference_model', true],
      ['system_prompt_version', false],
      ['retrieval_top_k', false],
      ['response_format', false],
    ]);
  });
});

describe('where the page of a rehearsal goes', () => {
  it.each([
    [[], '.local/rehearsal.html'],
    [['--json'], undefined],
    [['--no-report'], undefined],
    [['--report', 'a.html', '--json'], 'a.html'],
    [['--no-report', '--report', 'a.html'], undefined],
  ])('%j is %s', (args, file) => {
    expect(parseArguments(args).report).toBe(file);
  });

  it('is nowhere without a name for it', () => {
    expect(() => parseArguments(['--report', ''])).toThrow('--report has no file');
  });
});
