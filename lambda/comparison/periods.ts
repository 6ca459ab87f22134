import { DAY_MS, HOUR_MS, MINUTE_MS } from '../clock.ts';
import type { TimeRange } from '../guard/metric-series.ts';
import type { Span } from './trials.ts';

/** CloudWatch keeps hours for 455 days, and nothing for longer (CloudWatch User Guide, Metrics concepts). */
export const RETENTION_MS = 455 * DAY_MS;

/** Ages up to which CloudWatch keeps shorter periods, an hour less, so that nothing passes away while it is read. */
const KEPT = [
  { periodMs: MINUTE_MS, ageMs: 15 * DAY_MS - HOUR_MS },
  { periodMs: 5 * MINUTE_MS, ageMs: 63 * DAY_MS - HOUR_MS },
];

/** A stretch of time in periods of one length. */
export interface Periods {
  readonly range: TimeRange;
  readonly periodMs: number;
}

/**
 * The time cut into hours, with the shortest periods that CloudWatch still has before the first full hour and after the
 * last. Ends are moved inwards to a full period: what is older than 63 days has full hours only.
 */
export function periodsOf({ fromMs, toMs }: Span, nowMs: number): readonly Periods[] {
  const edgeMs = KEPT.find(({ ageMs }) => nowMs - fromMs <= ageMs)?.periodMs ?? HOUR_MS;
  const [from, to] = [up(edgeMs, Math.max(fromMs, nowMs - RETENTION_MS)), down(edgeMs, toMs)];
  const [firstHour, lastHour] = [Math.min(to, up(HOUR_MS, from)), down(HOUR_MS, to)];
  return [
    { range: { fromMs: from, toMs: firstHour }, periodMs: edgeMs },
    { range: { fromMs: firstHour, toMs: lastHour }, periodMs: HOUR_MS },
    { range: { fromMs: Math.max(firstHour, lastHour), toMs: to }, periodMs: edgeMs },
  ].filter(({ range }) => range.fromMs < range.toMs);
}

/** The time in days of 24 hours from its first full hour on, of which percentiles are asked for. */
export function daysOf({ fromMs, toMs }: Span, nowMs: number): Periods | undefined {
  const from = up(HOUR_MS, Math.max(fromMs, nowMs - RETENTION_MS));
  const to = down(HOUR_MS, toMs);
  return from < to ? { range: { fromMs: from, toMs: to }, periodMs: DAY_MS } : undefined;
}

function up(unitMs: number, moment: number): number {
  return Math.ceil(moment / unitMs) * unitMs;
}

function down(unitMs: number, moment: number): number {
  return Math.floor(moment / unitMs) * unitMs;
}
