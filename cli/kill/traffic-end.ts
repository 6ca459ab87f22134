import { elementAt } from '../../core/element-at.ts';
import { HOUR_MS, MINUTE_MS } from '../../lambda/clock.ts';
import { METRIC_SETTLE_MS } from '../../lambda/guard/guard-data-source.ts';
import { type MetricReader, readSeries, type Series } from '../../lambda/guard/metric-series.ts';
import { errorText, isDenied } from '../aws/aws-error.ts';
import type { CommandContext } from '../command.ts';
import { durationText } from '../output/time-text.ts';
import { secondsText } from './tell-step.ts';

/** How requests of a killed value came to an end, as CloudWatch counts them; minutes by their beginning, epoch milliseconds. */
export interface TrafficEnd {
  /**
   * `ended`: a whole minute after the kill had requests, and none of them was served the value. `idle`: the stage has had no
   * request at all for a quarter of an hour, or since the kill. `served`: the newest minute still has requests of the value.
   * `unseen`: CloudWatch did not tell.
   */
  readonly verdict: 'ended' | 'idle' | 'served' | 'unseen';
  /** The last minute that had a request of the value, within two hours. */
  readonly lastMs?: number;
  /** The first minute without. */
  readonly quietMs?: number;
  /** Why it is unseen. */
  readonly reason?: string;
}

/** What is looked at. */
export interface TrafficQuery {
  readonly reader: MetricReader;
  /** Requests of the value. */
  readonly value: Series;
  /** All requests. */
  readonly all: Series;
  /** When the kill took effect, epoch milliseconds. */
  readonly sinceMs: number;
}

/** A minute after the kill, the poll of the slowest caller, and what CloudWatch takes: four minutes. */
const WAIT_MS = 4 * MINUTE_MS;
const LOOK_MS = 15_000;
const IDLE_MINUTES = 15;

/** Looks until a minute without the value is over, for four minutes at most. Rejects with `interrupted`. */
export async function awaitTrafficEnd(query: TrafficQuery, context: CommandContext): Promise<TrafficEnd> {
  const { io, screen, aftermath } = context;
  const begunMs = io.clock.now();
  for (;;) {
    const nowMs = io.clock.now();
    const waitedMs = nowMs - begunMs;
    const end = await look(query, nowMs);
    if (end.isFinal || waitedMs >= WAIT_MS) return end.traffic;
    screen.live(`no such minute yet, ${secondsText(waitedMs)} of at most ${durationText(WAIT_MS)}`);
    await io.pause(LOOK_MS);
    aftermath.checkpoint(io.interrupted);
  }
}

interface Look {
  readonly traffic: TrafficEnd;
  readonly isFinal: boolean;
}

async function look({ reader, value, all, sinceMs }: TrafficQuery, nowMs: number): Promise<Look> {
  const toMs = Math.floor((nowMs - METRIC_SETTLE_MS) / MINUTE_MS) * MINUTE_MS;
  const fromMs = Math.floor(toMs / HOUR_MS - 1) * HOUR_MS;
  const query = { series: [value, all], range: { fromMs, toMs } };
  try {
    const [ofValue, ofAll] = await readSeries(reader, query, new AbortController().signal);
    return lookAt({ ofValue: ofValue ?? NONE, ofAll: ofAll ?? NONE, fromMs, sinceMs });
  } catch (error) {
    return { traffic: { verdict: 'unseen', reason: errorText(error) }, isFinal: isDenied(error) };
  }
}

const NONE = new Float64Array(0);

interface Minutes {
  readonly ofValue: Float64Array;
  readonly ofAll: Float64Array;
  readonly fromMs: number;
  readonly sinceMs: number;
}

function lookAt({ ofValue, ofAll, fromMs, sinceMs }: Minutes): Look {
  const momentOf = (minute: number): number => fromMs + minute * MINUTE_MS;
  const last = ofValue.findLastIndex((count) => count > 0);
  const told = last >= 0 ? { lastMs: momentOf(last) } : {};
  const first = Math.max(last + 1, Math.ceil((sinceMs - fromMs) / MINUTE_MS));
  const quiet = ofAll.findIndex((count, minute) => minute >= first && count > 0);
  if (quiet >= 0) {
    return { traffic: { verdict: 'ended', ...told, quietMs: momentOf(quiet) }, isFinal: true };
  }
  const isIdle = ofAll.subarray(-IDLE_MINUTES).every((count) => count === 0);
  const isServed = last >= 0 && last === ofAll.length - 1 && elementAt(ofAll, last) > 0;
  return { traffic: { verdict: isServed ? 'served' : 'idle', ...told }, isFinal: isIdle };
}
