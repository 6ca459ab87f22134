/** Percentage of candidates: the same all the time, or five deployments of an hour each. */
export type Percentages = number | 'ramp';

/** How base rate and traffic change in the course of a rollout. */
export type Drift =
  /** Not at all. */
  | 'flat'
  /** The base rate triples steadily over the five hours of the ramp, and stays there. */
  | 'triples'
  /** The base rate triples in one minute, half way through the ramp. */
  | 'jumps'
  /** The base rate goes from 1 to 3 times and back every day, the traffic from a fifth to nine fifths six hours earlier. */
  | 'daily';

const RAMP = [1, 5, 10, 25, 50];
const STEP_MINUTES = 60;
/** Minutes until the last percentage of the ramp has had its hour. */
export const RAMP_MINUTES = RAMP.length * STEP_MINUTES;
const DAY_MINUTES = 1440;

/** Percentage of candidates in a minute of the rollout. */
export function percentageAt(percentages: Percentages, minute: number): number {
  if (percentages !== 'ramp') return percentages;
  return RAMP[Math.min(RAMP.length - 1, Math.floor(minute / STEP_MINUTES))] ?? 0;
}

/** Base rate in a minute ÷ that of the beginning, 1 to {@link MOST_DRIFT}. */
export function rateDrift(drift: Drift, minute: number): number {
  if (drift === 'triples') return 1 + 2 * Math.min(1, minute / RAMP_MINUTES);
  if (drift === 'jumps') return minute < RAMP_MINUTES / 2 ? 1 : 3;
  if (drift === 'daily') return 2 - Math.cos((2 * Math.PI * minute) / DAY_MINUTES);
  return 1;
}

export const MOST_DRIFT = 3;

/** Traffic in a minute ÷ its mean. */
export function trafficDrift(drift: Drift, minute: number): number {
  return drift === 'daily' ? 1 + 0.8 * Math.sin((2 * Math.PI * minute) / DAY_MINUTES) : 1;
}
