import { elementAt } from '../../core/element-at.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import type { Random } from '../../local/random.ts';
import { ArmSeries, type MetricSeries } from './arm-series.ts';
import { percentageAt } from './course.ts';
import { isCandidate, type User } from './crowd.ts';
import { eventRate, type TrafficSpec } from './traffic.ts';

/** A unit counts once in so many minutes: its first request. */
const WINDOW_MINUTES = 60;

export interface CountedOnceOptions {
  readonly spec: TrafficSpec;
  readonly users: readonly User[];
  /** Execution environments, each of which remembers for itself whom it has counted; 1 = perfect memory. */
  readonly environments: number;
  readonly minutes: number;
}

/**
 * The first metric's counts where a user counts once an hour in each environment, and environments are asked by chance.
 * Windows are the hours of the rollout, so that nobody changes arm within one. Traffic must not drift.
 */
export function countedOnce(options: CountedOnceOptions, random: Random): MetricSeries {
  const { spec, users, minutes } = options;
  const series = { candidate: new ArmSeries(), control: new ArmSeries() };
  series.candidate.grow(minutes);
  series.control.grow(minutes);
  for (let from = 0; from < minutes; from += WINDOW_MINUTES) {
    const percentage = percentageAt(spec.percentages, from);
    const window = { ...options, series, from, to: Math.min(from + WINDOW_MINUTES, minutes) };
    for (const user of users) {
      countUser(user, isCandidate(user, percentage) ? 'candidate' : 'control', window, random);
    }
  }
  return series;
}

/** The minutes within which a user counts once in each environment; the last one not included. */
interface Window extends CountedOnceOptions {
  readonly from: number;
  readonly to: number;
  readonly series: MetricSeries;
}

/** Where k environments have not seen the user yet, the next of them does so k times as soon as one would. */
function countUser(user: User, role: Role, window: Window, random: Random): void {
  const { spec, environments, from, to, series } = window;
  const { exposures, sums } = series[role];
  const gap = environments / (spec.requestsPerMinute * user.weight);
  let at = from;
  for (let unseen = environments; unseen > 0; unseen -= 1) {
    at += random.exponential(gap / unseen);
    if (at >= to) return;
    const minute = Math.floor(at);
    const probability = user.alwaysFails ? 1 : eventRate(spec, 0, role, minute) * user.hazard;
    exposures[minute] = elementAt(exposures, minute) + 1;
    sums[minute] = elementAt(sums, minute) + (random.chance(probability) ? 1 : 0);
  }
}
