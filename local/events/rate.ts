import { MINUTE_MS } from '../clock.ts';

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const UNIT_MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/**
 * Milliseconds of a rate, such as `rate(5 minutes)`.
 *
 * @throws for a schedule of another kind.
 */
export function rateMs(expression: string): number {
  const [, count, unit = ''] = RATE.exec(expression) ?? [];
  const minutes = UNIT_MINUTES[unit];
  if (minutes === undefined) {
    throw new Error(`the schedule ${expression} is not understood here: known is rate(…)`);
  }
  return Number(count) * minutes * MINUTE_MS;
}
