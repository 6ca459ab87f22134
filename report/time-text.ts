const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** Epoch milliseconds as day and minute, UTC: `2026-01-05 08:10`. */
export function momentText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

/** Epoch milliseconds as a clock shows them, UTC: `08:10`. */
export function clockText(ms: number): string {
  return momentText(ms).slice(11);
}

/** Epoch milliseconds as a day, UTC: `2026-01-05`. */
export function dayText(ms: number): string {
  return momentText(ms).slice(0, 10);
}

/** As short as a period of this length allows: a clock within two days, else a day, `01-05`. */
export function tickText(ms: number, periodMs: number): string {
  return periodMs <= 2 * DAY_MS ? clockText(ms) : dayText(ms).slice(5);
}

/** From one moment to another, the day said once where it is the same. */
export function periodText(fromMs: number, toMs: number): string {
  const isOneDay = dayText(fromMs) === dayText(toMs);
  return `${momentText(fromMs)} to ${isOneDay ? clockText(toMs) : momentText(toMs)} UTC`;
}

/** Days as a reader counts them: `11 min`, `5.5 h`, `7 days`. */
export function daysText(days: number): string {
  const hours = 24 * days;
  if (hours < 1) return `${Math.round(60 * hours)} min`;
  const [value, unit] = hours < 48 ? [hours, 'h'] : [days, 'days'];
  return `${Number(value.toFixed(1))} ${unit}`;
}

/** A moment as markup's `datetime` has it. */
export function machineTime(ms: number): string {
  return new Date(ms).toISOString();
}
