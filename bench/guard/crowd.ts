import { UNIT_GROUPS } from '../../core/guard/guard-data.ts';
import type { Random } from '../../local/random.ts';
import { gammaOfMeanOne } from './draws.ts';

/** Who sends the requests: users of very different weight, each with a failure rate of his own. */
export interface UsersSpec {
  readonly count: number;
  /** Coefficient of variation of the users' failure rates. */
  readonly variation: number;
  /** One user of whom every request fails: one of ordinary weight, or the heaviest. */
  readonly alwaysFails?: 'ordinary' | 'heaviest';
}

export interface User {
  /** Share of the traffic. */
  readonly weight: number;
  /** Failure rate ÷ base rate. */
  readonly hazard: number;
  readonly alwaysFails: boolean;
  /** 0 to 99,999: decides arm and group. */
  readonly bucket: number;
}

/** One arm's requests at one percentage, by group of units. */
export interface ArmMix {
  /** Share of all requests that fall to the arm. */
  readonly share: number;
  /** Cumulated shares of the groups in the arm's requests. */
  readonly groups: Float64Array;
  /** Failure rate ÷ base rate by group, without the user who always fails. */
  readonly hazards: Float64Array;
  /** Share of a group's requests that fail whatever happens. */
  readonly certain: Float64Array;
}

export interface Mix {
  readonly candidate: ArmMix;
  readonly control: ArmMix;
}

/** The arms at a percentage of candidates. */
export type Crowd = (percentage: number) => Mix;

const BUCKETS = 100_000;
/** Of the logarithm of users' weights: the heaviest tenth sends about 58 % of the requests. */
const WEIGHT_SD = 1.5;

/** Requests that have nothing to do with each other. */
export const INDEPENDENT_REQUESTS: Crowd = (percentage) => ({
  candidate: { ...ALIKE, share: percentage / 100 },
  control: { ...ALIKE, share: 1 - percentage / 100 },
});

const ALIKE = {
  groups: Float64Array.from({ length: UNIT_GROUPS }, (_, group) => (group + 1) / UNIT_GROUPS),
  hazards: new Float64Array(UNIT_GROUPS).fill(1),
  certain: new Float64Array(UNIT_GROUPS),
};

/** Draws users; `highestHazard` keeps every failure rate a probability. */
export function drawUsers(spec: UsersSpec, highestHazard: number, random: Random): readonly User[] {
  const weights = Array.from({ length: spec.count }, () => random.logNormal(0, WEIGHT_SD));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const failing = alwaysFailing(spec, weights);
  return weights.map((weight, index) => ({
    weight: weight / total,
    hazard: Math.min(gammaOfMeanOne(spec.variation, random), highestHazard),
    alwaysFails: index === failing,
    bucket: random.integer(BUCKETS),
  }));
}

/** Index of the user who always fails, -1 for nobody. Weights are independent of everything else, so any order will do. */
function alwaysFailing({ alwaysFails, count }: UsersSpec, weights: readonly number[]): number {
  if (alwaysFails === undefined) return -1;
  const ascending = weights.map((weight, index) => ({ weight, index })).sort((a, b) => a.weight - b.weight);
  const at = alwaysFails === 'heaviest' ? count - 1 : Math.floor(count / 2);
  return ascending[at]?.index ?? -1;
}

/** Whether a user is a candidate at a percentage. */
export function isCandidate({ bucket }: User, percentage: number): boolean {
  return bucket < (percentage * BUCKETS) / 100;
}

/**
 * The sum of the users' Poisson streams by arm and group, which is all that counts by minute and group show of them: a
 * request of a group fails with the mean of its users' rates, weighted by what they send.
 */
export function crowdOf(users: readonly User[]): Crowd {
  return (percentage) => ({
    candidate: armOf(users.filter((user) => isCandidate(user, percentage))),
    control: armOf(users.filter((user) => !isCandidate(user, percentage))),
  });
}

function armOf(users: readonly User[]): ArmMix {
  const weights = new Float64Array(UNIT_GROUPS);
  const hazards = new Float64Array(UNIT_GROUPS);
  const certain = new Float64Array(UNIT_GROUPS);
  for (const { weight, hazard, alwaysFails, bucket } of users) {
    const group = bucket % UNIT_GROUPS;
    weights[group] = (weights[group] ?? 0) + weight;
    const failures = alwaysFails ? certain : hazards;
    failures[group] = (failures[group] ?? 0) + weight * (alwaysFails ? 1 : hazard);
  }
  const share = weights.reduce((sum, weight) => sum + weight, 0);
  let cumulated = 0;
  const groups = weights.map((weight) => {
    cumulated += weight;
    return share > 0 ? cumulated / share : 1;
  });
  const perRequest = (failures: Float64Array): Float64Array =>
    failures.map((sum, group) => (sum > 0 ? sum / (weights[group] ?? 1) : 0));
  return { share, groups, hazards: perRequest(hazards), certain: perRequest(certain) };
}
