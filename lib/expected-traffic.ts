import type { Guard, Guardrail } from '../core/guard/guard.ts';
import { Members, shown } from '../core/guard/members.ts';
import { isRecord } from '../core/record.ts';
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

/** An effect, as a message shows how to write one. */
const EXAMPLE = '{ baseRate: 0.01, ratio: 2 }';
const OF_MEANS =
  'is expected of a guardrail by means, whose time depends on the spread of the values: only guardrails with method "exact" can be planned, so take it out';
const SHARE = { min: 0.000_001, max: 1 };

const AT = 'guard.expected';

/** Everything that is wrong with an expectation, one line each, with the value found and what is allowed. */
export function expectedProblems(expected: unknown, guard: Guard): readonly string[] {
  const [members, problems] = [isRecord(expected) ? expected : {}, [] as string[]];
  const { requestsPerMinute, gatePercentage, effects } = members as Partial<ExpectedTraffic>;
  new Members(members, AT, problems).allowOnly(['requestsPerMinute', 'gatePercentage', 'effects']);
  if (!isRecord(effects)) {
    problems.push(`${AT}.effects is ${shown(effects)}; use an object such as { errors: ${EXAMPLE} }`);
  }
  return [
    ...problems,
    numberProblem(`${AT}.requestsPerMinute`, requestsPerMinute, { min: 0.001, max: 10_000_000 }),
    numberProblem(`${AT}.gatePercentage`, gatePercentage, { min: 0.001, max: 99.999 }),
    ...Object.entries(isRecord(effects) ? effects : {}).flatMap(([metric, effect]) =>
      effectProblems(metric, effect, guard),
    ),
  ].filter((problem) => problem !== undefined);
}

/** The guardrail that an effect would trip: of that metric, in whose direction the ratio is worse than tolerated. */
export function guardrailAgainst(guard: Guard, metric: string, ratio: number): Guardrail | undefined {
  return guard.guardrails.find(
    ({ metric: watched, direction, tolerance }) =>
      watched === metric && (direction === 'up' ? ratio > tolerance : ratio < tolerance),
  );
}

function effectProblems(metric: string, effect: unknown, guard: Guard): readonly (string | undefined)[] {
  const at = `${AT}.effects.${metric}`;
  const unplanned = unplannedProblem(at, metric, guard);
  if (unplanned !== undefined) return [unplanned];
  if (!isRecord(effect)) return [`${at} is ${shown(effect)}; use an object such as ${EXAMPLE}`];
  const { baseRate, ratio, measuredShare = 1 } = effect as Partial<ExpectedEffect>;
  const problems: string[] = [];
  new Members(effect, at, problems).allowOnly(['baseRate', 'ratio', 'measuredShare']);
  const baseProblem = numberProblem(`${at}.baseRate`, baseRate, SHARE);
  // A rate cannot rise above 1.
  const max = baseProblem === undefined && baseRate !== undefined ? 1 / baseRate : 1 / SHARE.min;
  return [
    ...problems,
    baseProblem,
    numberProblem(`${at}.ratio`, ratio, { min: 0, max }) ?? toleranceProblem(at, metric, ratio, guard),
    numberProblem(`${at}.measuredShare`, measuredShare, SHARE),
  ];
}

/** Why nothing can be planned for a metric, whatever the effect. */
function unplannedProblem(at: string, metric: string, guard: Guard): string | undefined {
  const watching = guard.guardrails.filter((guardrail) => guardrail.metric === metric);
  if (watching.length === 0) {
    return `${at} is expected, but no guardrail watches it, only ${guard.guardrails.map((one) => one.metric).join(', ')}: add a guardrail or take it out`;
  }
  return watching.every(({ method }) => method === 'mean') ? `${at} ${OF_MEANS}` : undefined;
}

function toleranceProblem(
  at: string,
  metric: string,
  ratio: number | undefined,
  guard: Guard,
): string | undefined {
  if (ratio === undefined) return undefined;
  const guardrail = guardrailAgainst(guard, metric, ratio);
  if (guardrail !== undefined) return guardrail.method === 'mean' ? `${at} ${OF_MEANS}` : undefined;
  const tolerated = guard.guardrails
    .filter((guardrail) => guardrail.metric === metric)
    .map(({ direction, tolerance }) => `${tolerance} ${direction}wards`);
  return `${at}.ratio is ${ratio}, but the guardrail tolerates ${tolerated.join(', ')}: name a ratio that is worse`;
}
