import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../cli/exit-code.ts';
import { DAY_MS } from '../../../core/time/iso8601.ts';
import { Random } from '../../../local/random.ts';
import type { ReportData } from '../../../report/report-data.ts';
import { aDirectory } from '../../lib/helpers/scratch.ts';
import { run, runJson } from '../io.ts';
import { aComparedStage, aRollout, linesOf, serveArms } from './compared-stage.ts';

const START = Date.UTC(2026, 10, 16);
const TRAFFIC = { candidate: { completed: 0.85 }, control: { completed: 0.6 } };
const OUTCOME = ['--outcome', 'task_completed:up'];

function aFile(lines: readonly string[]): string {
  const path = join(aDirectory(), 'records.jsonl');
  writeFileSync(path, lines.join('\n'));
  return path;
}

/** Records of so many requests and of what became of their answers, a minute apart. */
function someLines(count: number, seed = 1): readonly string[] {
  const next = linesOf(TRAFFIC, 'users', new Random(seed));
  return Array.from({ length: count }, (_, minute) => next(START + minute * 60_000)).flat();
}

/** With what somebody has joined to a record. */
function joined(
  lines: readonly string[],
  join_: (record: Record<string, unknown>) => object,
): readonly string[] {
  return lines.map((line) => {
    const record = JSON.parse(line);
    return JSON.stringify({ ...record, ...join_(record) });
  });
}

/** A week at 2 % and another at 50 %, in which more tasks are completed, whoever answers. */
function aRamp(): readonly string[] {
  return [
    { version: 3, share: 0.02, completed: 0.3, requests: 600 },
    { version: 4, share: 0.5, completed: 0.7, requests: 500 },
  ].flatMap(({ version, share, completed, requests }, step) => {
    const arm = { completed };
    const next = linesOf({ share, candidate: arm, control: arm }, 'requests', new Random(step));
    const at = (minute: number) => START + step * 7 * DAY_MS + minute * 60_000;
    return joined(Array.from({ length: requests }, (_, minute) => next(at(minute))).flat(), ({ Requests }) =>
      Requests === undefined ? {} : { document_version: String(version) },
    );
  });
}

async function compared(lines: readonly string[], ...args: readonly string[]) {
  const outcome = await runJson<ReportData>(['compare', '--records', aFile(lines), ...OUTCOME, ...args]);
  return { ...outcome, comparison: outcome.data.comparisons[0]?.comparison };
}

describe('records', () => {
  it('say the same as the metrics that CloudWatch made of them', async () => {
    const stage = await aComparedStage();
    await stage.deploy(aRollout(50));
    const lines: string[] = [];
    const ingest = stage.cloudWatch.ingestLog.bind(stage.cloudWatch);
    stage.cloudWatch.ingestLog = (line) => {
      lines.push(line);
      return ingest(line);
    };
    await serveArms(stage, 2, { requests: 300, ...TRAFFIC });
    const metrics = await stage.json<ReportData>(['compare', '--env', 'prod']);
    const { comparison } = await compared(lines, '--share', 'old:50', 'new:50');
    for (const metric of metrics.data.comparisons[0]?.comparison.metrics ?? []) {
      const same = comparison?.metrics.find((one) => one.metric === metric.metric);
      const [one, other] = [metric, same].map((each) => each?.contrasts[0]?.difference);
      expect(same?.arms.map(({ n }) => n)).toEqual(metric.arms.map(({ n }) => n));
      if (one) expect(other?.estimate).toBeCloseTo(one.estimate, 6);
      if (one) expect(other?.standardError).toBeCloseTo(one.standardError, 6);
    }
    expect(comparison?.verdicts[0]?.verdict.kind).toBe('better');
  });

  it('are made sharper by what was known of the users before', async () => {
    const lines = joined(someLines(400), ({ LatencyMs }) => ({
      covariates: { latency_ms: Number(LatencyMs) + 5 },
    }));
    const { comparison } = await compared(lines);
    const latency = comparison?.metrics.find(({ metric }) => metric === 'latency_ms');
    expect(latency?.contrasts[0]?.covariate?.varianceReduction).toBeGreaterThan(0.9);
  });

  it('are not, where it was known of some of them only', async () => {
    const lines = joined(someLines(400), ({ LatencyMs }) =>
      Number(LatencyMs) > 400 ? { covariates: { latency_ms: LatencyMs } } : {},
    );
    const { comparison } = await compared(lines);
    const latency = comparison?.metrics.find(({ metric }) => metric === 'latency_ms');
    expect(latency?.contrasts[0]).not.toHaveProperty('covariate');
  });

  it('are compared by segment as well, with a warning of many looks', async () => {
    const lines = joined(someLines(400), ({ UnitGroup }) => ({
      segment: Number(UnitGroup) % 2 === 0 ? 'even' : 'odd',
    }));
    const { comparison } = await compared(lines);
    expect(comparison?.segments.map(({ name }) => name)).toEqual(['even', 'odd']);
    expect(comparison?.warnings.join()).toContain('2 segments were looked at');
  });

  it('show no segment in which nothing was compared', async () => {
    const lines = joined(someLines(50), ({ Outcome }) => (Outcome === undefined ? {} : { segment: 'even' }));
    const { out } = await run(['compare', '--records', aFile(lines), '--metric', 'latency_ms']);
    expect(out).toContain('Latency (latency_ms');
    expect(out).not.toContain('only even');
  });

  it('are not checked against the share of a value that no record was served', async () => {
    const args = ['--share', 'old:50', 'new:25', 'newer:25'];
    const { exitCode, err } = await run(['compare', '--records', aFile(someLines(50)), ...args]);
    expect(exitCode).toBe(EXIT.usage);
    expect(err).toContain('--share names "newer", which no record was served; use any of new, old');
  });

  it('have the shares that are given, and no others are held against them', async () => {
    const lines = someLines(400);
    const { exitCode } = await compared(lines, '--share', 'old:90', 'new:10');
    expect(exitCode).toBe(EXIT.findings);
    const unknown = await run(['compare', '--records', aFile(lines), ...OUTCOME]);
    expect(unknown.out).toContain('sample ratio: not checked');
  });

  it('of a ramp are not added up over its shares: a good day would weigh more in the arm that has grown', async () => {
    const { comparison, data } = await compared(aRamp().toReversed());
    const [outcome] = comparison?.metrics ?? [];
    expect(outcome?.arms.reduce((sum, { n }) => sum + n, 0)).toBe(500);
    expect(comparison?.verdicts[0]?.verdict.kind).toBe('not-yet');
    expect(data.notes).toContain(
      'Left out of m: 600 requests of document version 3; arms of different shares are not added up, use --since and --until to see them.',
    );
  });

  it('of several versions with the same shares are added up', async () => {
    const lines = joined(someLines(400), ({ _aws }) => ({
      document_version: String(Math.floor(((_aws as { Timestamp: number }).Timestamp - START) / 6_000_000)),
    }));
    const { comparison, data } = await compared(lines);
    expect(comparison?.metrics[0]?.arms.reduce((sum, { n }) => sum + n, 0)).toBe(400);
    expect(data.notes.join()).not.toContain('Left out');
  });

  it('may stand behind the time that an export puts before each line', async () => {
    const { data } = await compared(someLines(100).map((line) => `2026-11-16T00:00:00Z ${line}`));
    expect(data.comparisons).toHaveLength(1);
    expect(data.notes.join()).not.toContain('of the files');
  });

  it('are counted where they are none, and passed over', async () => {
    const { data } = await compared([...someLines(100), 'START RequestId: 1', '{"level":"info"}', '{']);
    expect(data.notes.join()).toContain('3 lines of the files: no record of a comparison.');
  });

  it('give no numbers that are none', async () => {
    const lines = joined(someLines(60), () => ({ LatencyMs: 'fast', CostUsd: null }));
    const { comparison } = await compared(lines);
    expect(comparison?.metrics.map(({ metric }) => metric)).not.toContain('latency_ms');
  });
});

describe('records that hold nothing to compare', () => {
  it.each([
    ['nothing', []],
    ['one role', someLines(50).filter((line) => line.includes('"control"'))],
  ])('are refused: %s', async (_what, lines) => {
    const { err, exitCode } = await run(['compare', '--records', aFile(lines)]);
    expect(err).toContain('there are no records of both a candidate and a control in');
    expect(exitCode).toBe(EXIT.refused);
  });

  it('are refused where the file cannot be read, or a share is none', async () => {
    const none = await run(['compare', '--records', join(aDirectory(), 'none')]);
    expect(none.err).toContain('cannot be read (ENOENT)');
    const share = await run(['compare', '--records', aFile(someLines(5)), '--share', 'old']);
    expect(share.err).toContain('--share is "old"');
  });
});
