import type { ShareRange } from '../../core/guard/guard-data.ts';
import { MINUTE_MS } from '../clock.ts';
import type { ShareStretch } from './rollout.ts';

/** Closed minutes, as epoch minutes. */
export interface MinuteWindow {
  readonly firstMinute: number;
  /** Exclusive; not before `firstMinute`. */
  readonly toMinute: number;
}

/** The share of each minute; a minute in which it changes has the range of all its shares. */
export function sharesByMinute(
  stretches: readonly ShareStretch[],
  { firstMinute, toMinute }: MinuteWindow,
): readonly (ShareRange | undefined)[] {
  const shares: (ShareRange | undefined)[] = [];
  for (let minute = firstMinute; minute < toMinute; minute += 1) {
    const [fromMs, toMs] = [minute * MINUTE_MS, (minute + 1) * MINUTE_MS];
    const valid = stretches.filter(
      (stretch, at) => stretch.fromMs < toMs && (stretches[at + 1]?.fromMs ?? toMs) > fromMs,
    );
    shares.push(unionOf(valid));
  }
  return shares;
}

/** `undefined` when nothing is known of one of them. */
function unionOf(stretches: readonly ShareStretch[]): ShareRange | undefined {
  const known = stretches.flatMap(({ share }) => share ?? []);
  const [first] = known;
  if (first === undefined || known.length < stretches.length) return undefined;
  if (known.length === 1) return first;
  return {
    low: Math.min(...known.map(({ low }) => low)),
    high: Math.max(...known.map(({ high }) => high)),
  };
}
