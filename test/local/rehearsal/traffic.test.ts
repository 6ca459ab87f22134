import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../local/random.ts';
import {
  generateTraffic,
  parseTrace,
  replayTrace,
  type TrafficRequest,
} from '../../../local/rehearsal/traffic.ts';
import { UserPool } from '../../../local/rehearsal/user-pool.ts';
import { sharedText } from '../../helpers/shared-files.ts';

const HEADER = ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'];

function pool(users: number): UserPool {
  return new UserPool({ users }, new Random(2));
}

function take(traffic: Generator<TrafficRequest>, count: number): readonly TrafficRequest[] {
  return Array.from({ length: count }, () => traffic.next().value as TrafficRequest);
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe('generated traffic', () => {
  const requests = take(generateTraffic({ requestsPerMinute: 331, users: pool(50) }, new Random(1)), 20_000);

  it('arrives at the rate asked for', () => {
    expect((requests.at(-1)?.atMs ?? 0) / 60_000).toBeCloseTo(20_000 / 331, -1);
  });

  it('has the token counts of the Azure trace', () => {
    // A log-normal has the median e^mean; 6.63 and 5.02 are the trace's log-means (Azure LLM inference trace 2023).
    expect(median(requests.map(({ inputTokens }) => inputTokens)) / Math.exp(6.63)).toBeCloseTo(1, 1);
    expect(median(requests.map(({ outputTokens }) => outputTokens)) / Math.exp(5.02)).toBeCloseTo(1, 1);
    expect(Math.max(...requests.map(({ outputTokens }) => outputTokens))).toBeLessThanOrEqual(601);
  });

  it('comes from every user about equally often', () => {
    const counts = new Map<string, number>();
    for (const { userId } of requests) counts.set(userId, (counts.get(userId) ?? 0) + 1);
    expect(counts.size).toBe(50);
    expect(Math.min(...counts.values())).toBeGreaterThan(300);
  });
});

describe('a trace', () => {
  const rows = parseTrace([
    HEADER,
    ['2023-11-16 18:15:46.5', '374', '44'],
    ['2023-11-16 18:15:47.5', '396', '109'],
  ]);

  it('starts at zero and keeps its gaps and tokens', () => {
    expect(rows).toEqual([
      { atMs: 0, inputTokens: 374, outputTokens: 44 },
      { atMs: 1000, inputTokens: 396, outputTokens: 109 },
    ]);
  });

  it('is replayed again when it is over, later each time', () => {
    const replayed = take(replayTrace(rows, { users: pool(3) }, new Random(1)), 5).map(({ atMs }) => atMs);
    expect(replayed).toEqual([0, 1000, 2000, 3000, 4000]);
  });

  it('can be thinned to a share of its requests', () => {
    const replayed = take(replayTrace(rows, { users: pool(3), traceShare: 0.1 }, new Random(1)), 1000);
    // 1,000 kept of 10,000: two rows to 2 s, so 10,000 s; its standard deviation is about 300 s.
    const seconds = (replayed.at(-1)?.atMs ?? 0) / 1000;
    expect(Math.abs(seconds - 10_000)).toBeLessThan(1500);
  });

  it.each([
    [[['a', 'b', 'c']], 'it needs the columns TIMESTAMP,ContextTokens,GeneratedTokens'],
    [[HEADER], 'at least one request'],
    [[HEADER, ['yesterday', '1', '1']], 'line 2 of the trace is "yesterday,1,1"'],
    [[HEADER, ['2023-11-16 18:15:46', '1', '1'], ['2023-11-16 18:15:47', '-1', '1']], 'line 3'],
    [[HEADER, ['2023-11-16 18:15:46', '1']], 'line 2'],
  ])('that is broken is refused, saying where: %j', (records, message) => {
    expect(() => parseTrace(records)).toThrow(message);
  });

  const real = sharedText('data/llm-trace-conversation.csv');
  it.runIf(real.present)(real.title('of real requests is read in full'), () => {
    const trace = parseTrace(parse(real.read(), { skip_empty_lines: true }));
    expect(trace).toHaveLength(19_366);
    expect(median(trace.map(({ inputTokens }) => inputTokens))).toBe(1020);
    expect(median(trace.map(({ outputTokens }) => outputTokens))).toBe(129);
  });
});
