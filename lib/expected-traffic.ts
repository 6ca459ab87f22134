import type { Guard, Guardrail } from '../core/guard/guard.ts';
import { numberProblem } from './require-number.ts';

/** What a rollout is expected to meet, and what its guard is expected to notice. */
export interface ExpectedTraffic {
  /** Requests to the service, of all users, 0.001 to 10,000,000. */
  readonly requestsPerMinute: number;
  /** Percentage of users that the gate gives the candidate, 0.001 to 99.999. */
  readonly gatePercentage: number;
  /** Metrics of guardrails, with the effect on each that must not go unnoticed. */
  readonly effects: Readonly<Record<string, ExpectedEffect>>;
}

/** An effect on one metric. */
export interface ExpectedEffect {
  /** The control's rate of events, or its mean score, 0.000001 to 1. */
  readonly baseRate: number;
  /** The candidate's rate over the control's; worse than the guardrail tolerates. */
  readonly ratio: number;
  /**
   * Share of the requests that the metric is known of, 0.000001 to 1: outcomes are reported of some only.
   * @default 1
   */
  readonly measuredShare?: number;
}

const SHARE = { min: 0.000_001, max: 1 };

/** Everything that is wrong with an expectation, one line each, with the value found and what is allowed. */
export function expectedProblems(expected: ExpectedTraffic, guard: Guard): readonly string[] {
  const { requestsPerMinute, gatePercentage, effects } = expected;
  const ofEffects = Object.entries(effects).flatMap(([metric, effect]) =>
    effectProblems(metric, effect, guard),
  );
  return [
    numberProblem('guard.expected.requestsPerMinute', requestsPerMinute, { min: 0.001, max: 10_000_000 }),
    numberProblem('guard.expected.gatePercentage', gatePercentage, { min: 0.001, max: 99.999 }),
    ...ofEffects,
  ].filter((problem) => problem !== undefined);
}

/** The guardrail that an effect would trip: of that metric, in whose direction the ratio is worse than tolerated. */
export function guardrailAgainst(guard: Guard, metric: string, ratio: number): Guardrail | undefined {
  return guard.guardrails.find(
    ({ metric: watched, direction, tolerance }) =>
      watched === metric && (direction === 'up' ? ratio > tolerance : ratio < tolerance),
  );
}

function effectProblems(
  metric: string,
  effect: ExpectedEffect,
  guard: Guard,
): readonly (string | undefined)[] {
  const at = placeOf(metric);
  const { baseRate, ratio, measuredShare = 1 } = effect;
  return [
    numberProblem(`${at}.baseRate`, baseRate, SHARE),
    // A rate cannot rise above 1.
    numberProblem(`${at}.ratio`, ratio, { min: 0, max: baseRate > 0 ? 1 / baseRate : Number.MAX_VALUE }),
    numberProblem(`${at}.measuredShare`, measuredShare, SHARE),
    guardrailProblem(metric, ratio, guard),
  ];
}

function guardrailProblem(metric: string, ratio: number, guard: Guard): string | undefined {
  const at = placeOf(metric);
  const watching = guard.guardrails.filter((guardrail) => guardrail.metric === metric);
  if (watching.length === 0) {
    return `${at} is expected, but no guardrail watches it, only ${guard.guardrails.map((one) => one.metric).join(', ')}: add a guardrail or take it out`;
  }
  const guardrail = guardrailAgainst(guard, metric, ratio);
  if (guardrail === undefined) {
    const tolerated = watching.map(({ direction, tolerance }) => `${tolerance} ${direction}wards`).join(', ');
    return `${at}.ratio is ${ratio}, but the guardrail tolerates ${tolerated}: name a ratio that is worse`;
  }
  if (guardrail.method === 'mean') {
    return `${at} is expected of a guardrail by means, whose time depends on the spread of the values: only guardrails with method "exact" can be planned`;
  }
  return undefined;
}

function placeOf(metric: string): string {
  return `guard.expected.effects.${metric}`;
}
