import type {
  ArmMinutes,
  GuardData,
  MetricData,
  MetricGroups,
  MetricMinutes,
} from '../../core/guard/guard-data.ts';
import { UNIT_GROUPS } from '../../core/guard/guard-data.ts';
import type { MeanMethod } from '../../core/guard/judge.ts';
import type { Random } from '../../local/random.ts';

/** Exposures and sum of one arm in one minute. */
export type Cell = readonly [exposures: number, sum: number];

/** For guards without `mean` guardrails. */
export const NO_MEANS: MeanMethod = { process: noMeans, interval: noMeans };

function noMeans(): never {
  throw new Error('no guardrail compares means');
}

/** Not a minute of anything. */
export const NO_DATA: GuardData = {
  firstMinute: 0,
  metrics: [],
  requests: { minutes: minutesOf() },
  shares: [],
};

/** Minutes written out: candidate and control of each. */
export function minutesOf(...minutes: readonly (readonly [candidate: Cell, control: Cell])[]): MetricMinutes {
  const arm = (at: 0 | 1): ArmMinutes => ({
    exposures: minutes.map((minute) => minute[at][0]),
    sums: minutes.map((minute) => minute[at][1]),
  });
  return { candidate: arm(0), control: arm(1) };
}

/** The same minute again and again. */
export function steadyMinutes(count: number, candidate: Cell, control: Cell): MetricMinutes {
  return minutesOf(...Array.from({ length: count }, () => [candidate, control] as const));
}

/** Candidate and control in which every group has the same part of each hour's totals. */
export function evenGroups(hours: number, candidate: Cell, control: Cell): MetricGroups {
  const even = (total: number) =>
    Array.from({ length: hours }, () => new Array<number>(UNIT_GROUPS).fill(total / UNIT_GROUPS));
  const arm = ([exposures, sum]: Cell) => ({ exposures: even(exposures), sums: even(sum) });
  return { candidate: arm(candidate), control: arm(control) };
}

export interface DrawnTraffic {
  readonly minutes: number;
  readonly requestsPerMinute: number;
  /** Candidate's share of the requests. */
  readonly share: number;
  /** The control's rate of events in a minute. */
  readonly rate: (minute: number) => number;
  /** Candidate's rate ÷ control's. */
  readonly effect: number;
}

/** Requests that know nothing of each other. */
export function drawMinutes(random: Random, traffic: DrawnTraffic): MetricMinutes {
  const { requestsPerMinute, share, rate, effect } = traffic;
  return minutesOf(
    ...Array.from({ length: traffic.minutes }, (_, minute) => {
      const [exposed, others] = [requestsPerMinute * share, requestsPerMinute * (1 - share)].map((count) =>
        Math.round(count),
      ) as [number, number];
      return [
        [exposed, successes(random, exposed, rate(minute) * effect)],
        [others, successes(random, others, rate(minute))],
      ] as const;
    }),
  );
}

/** Number of events among `count` trials, by the gaps between them. */
function successes(random: Random, count: number, probability: number): number {
  if (probability <= 0) return 0;
  const gap = (): number => Math.floor(Math.log(1 - random.uniform()) / Math.log1p(-probability)) + 1;
  let events = 0;
  for (let at = gap(); at <= count; at += gap()) events += 1;
  return events;
}

export interface DrawnUsers {
  readonly users: number;
  /** Standard deviation of the logarithm of how much a user sends. */
  readonly spread: number;
  readonly requestsPerMinute: number;
  readonly share: number;
  /** Mean rate; each user has his own, exponential around it. */
  readonly rate: number;
  readonly minutes: number;
  /** What the candidate does to everybody's rate; default nothing. */
  readonly effect?: number;
}

/** Sticky users of very different weight and rate, who send one request after the other. Begins at a full hour. */
export function drawUsers(random: Random, options: DrawnUsers): MetricData {
  const { users, requestsPerMinute, minutes, effect = 1 } = options;
  const everybody = Array.from({ length: users }, () => ({
    weight: random.logNormal(0, options.spread),
    rate: random.exponential(options.rate),
    isCandidate: random.chance(options.share),
    group: random.integer(UNIT_GROUPS),
  }));
  const hours = Math.ceil(minutes / 60);
  const [candidate, control] = [emptyArm(minutes, hours), emptyArm(minutes, hours)];
  const pick = picker(everybody.map(({ weight }) => weight));
  for (let minute = 0; minute < minutes; minute += 1) {
    for (let request = 0; request < requestsPerMinute; request += 1) {
      const user = everybody[pick(random.uniform())];
      if (!user) continue;
      const rate = user.isCandidate ? user.rate * effect : user.rate;
      const arm = user.isCandidate ? candidate : control;
      count(arm, { minute, group: user.group, event: random.chance(rate) });
    }
  }
  return {
    minutes: { candidate: candidate.minutes, control: control.minutes },
    groups: { candidate: candidate.groups, control: control.groups },
  };
}

interface CountedArm {
  readonly minutes: { readonly exposures: Float64Array; readonly sums: Float64Array };
  readonly groups: { readonly exposures: readonly Float64Array[]; readonly sums: readonly Float64Array[] };
}

function emptyArm(minutes: number, hours: number): CountedArm {
  const groups = () => Array.from({ length: hours }, () => new Float64Array(UNIT_GROUPS));
  return {
    minutes: { exposures: new Float64Array(minutes), sums: new Float64Array(minutes) },
    groups: { exposures: groups(), sums: groups() },
  };
}

function count(arm: CountedArm, request: { minute: number; group: number; event: boolean }): void {
  const { minute, group, event } = request;
  const hour = Math.floor(minute / 60);
  add(arm.minutes.exposures, minute, 1);
  add(arm.groups.exposures[hour], group, 1);
  if (!event) return;
  add(arm.minutes.sums, minute, 1);
  add(arm.groups.sums[hour], group, 1);
}

function add(numbers: Float64Array | undefined, at: number, amount: number): void {
  if (numbers) numbers[at] = (numbers[at] ?? 0) + amount;
}

/** Index by weight, from a uniform number. */
function picker(weights: readonly number[]): (uniform: number) => number {
  const upTo: number[] = [];
  let total = 0;
  for (const weight of weights) {
    total += weight;
    upTo.push(total);
  }
  return (uniform) => {
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) < uniform * total) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
