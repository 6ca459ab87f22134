import { MINUTE_MS } from '../clock.ts';
import type { Random } from '../random.ts';
import { RehearsalError } from './rehearsal-error.ts';
import type { UserPool } from './user-pool.ts';

/** One request to the service. */
export interface TrafficRequest {
  /** Milliseconds since the rehearsal began. */
  readonly atMs: number;
  readonly userId: string;
  /** Multiple of the model's failure rates for this request. */
  readonly failureFactor: number;
  /** Tokens of the conversation sent to the model. */
  readonly inputTokens: number;
  /** Tokens the model answers with, unless a judged answer says otherwise. */
  readonly outputTokens: number;
}

/** A request of a recorded trace, in order of time from 0. */
export interface TraceRow {
  readonly atMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Azure LLM inference trace 2023, conversation (Patel et al., ISCA 2024): logarithms of the token counts. */
const INPUT_TOKENS = { logMean: 6.63, logSd: 0.99, cap: 4142 };
export const OUTPUT_TOKENS = { logMean: 5.02, logSd: 0.86, cap: 601 };

/** Endless Poisson traffic with the token counts of the Azure trace. */
export function* generateTraffic(
  options: { readonly requestsPerMinute: number; readonly users: UserPool },
  random: Random,
): Generator<TrafficRequest> {
  for (let atMs = 0; ; ) {
    atMs += random.exponential(MINUTE_MS / options.requestsPerMinute);
    const { id: userId, failureFactor } = options.users.draw(random);
    yield {
      atMs,
      userId,
      failureFactor,
      inputTokens: tokens(INPUT_TOKENS, random),
      outputTokens: tokens(OUTPUT_TOKENS, random),
    };
  }
}

/** A recorded trace, or a random share of it (0…1), over and over, each time with users drawn anew. */
export function* replayTrace(
  rows: readonly TraceRow[],
  options: { readonly users: UserPool; readonly traceShare?: number },
  random: Random,
): Generator<TrafficRequest> {
  const lengthMs = (rows.at(-1)?.atMs ?? 0) + 1000;
  const { users, traceShare = 1 } = options;
  for (let startMs = 0; ; startMs += lengthMs) {
    for (const row of rows) {
      const { id: userId, failureFactor } = users.draw(random);
      if (random.chance(traceShare)) yield { ...row, atMs: startMs + row.atMs, userId, failureFactor };
    }
  }
}

/** Reads a trace: `TIMESTAMP,ContextTokens,GeneratedTokens`. Throws a `RehearsalError` naming the line. */
export function parseTrace(records: readonly (readonly string[])[]): readonly TraceRow[] {
  const [header, ...lines] = records;
  if (header?.join(',') !== 'TIMESTAMP,ContextTokens,GeneratedTokens' || lines.length === 0) {
    throw new RehearsalError(
      `the trace begins with "${header?.join(',') ?? ''}": it needs the columns TIMESTAMP,ContextTokens,GeneratedTokens and at least one request`,
    );
  }
  const rows = lines.map(([time, input, output], index) => {
    const row = {
      timeMs: Date.parse(`${time?.replace(' ', 'T')}Z`),
      inputTokens: Number(input),
      outputTokens: Number(output),
    };
    if (Object.values(row).every((value) => Number.isFinite(value) && value >= 0)) return row;
    throw new RehearsalError(
      `line ${index + 2} of the trace is "${[time, input, output].join(',')}": write a time such as 2023-11-16 18:15:46.68 and two token counts`,
    );
  });
  const sorted = rows.sort((left, right) => left.timeMs - right.timeMs);
  const firstMs = sorted[0]?.timeMs ?? 0;
  return sorted.map(({ timeMs, ...row }) => ({ ...row, atMs: timeMs - firstMs }));
}

function tokens(distribution: typeof INPUT_TOKENS, random: Random): number {
  return Math.min(
    distribution.cap,
    Math.max(1, Math.round(random.logNormal(distribution.logMean, distribution.logSd))),
  );
}
