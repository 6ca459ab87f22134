import type { Guard } from '../core/guard/guard.ts';
import { Members, shown } from '../core/guard/members.ts';
import { GUARD_KEYS, type GuardProps, parseGuard } from '../core/guard/parse-guard.ts';
import type { OutcomesProps } from '../core/outcomes/parse-outcomes.ts';
import { isRecord } from '../core/record.ts';
import { ENV, GUARD_PARAMETER } from '../lambda/contract.ts';
import { type ExpectedTraffic, expectedProblems } from './expected-traffic.ts';
import type { FlagProvider } from './flag-providers.ts';
import { type NumberLimits, numberProblem } from './require-number.ts';

/** Hours that a completed rollout may be watched: a week of minutes is what one look can judge in its time. */
export const WATCH_HOURS: NumberLimits = { min: 0, max: 168, integer: true, known: true };

/** Minutes that there may be between two looks of the watch; EventBridge takes no less than one. */
export const WATCH_EVERY_MINUTES: NumberLimits = { min: 1, max: 60, integer: true, known: true };

/**
 * How the watch looks unless it is told otherwise: at what LaunchDarkly serves every minute, since nobody else judges it,
 * and at deployments every five, since AppConfig has asked the guard every minute before they were complete.
 */
export function watchDefaults(provider: FlagProvider = 'appconfig') {
  return { hours: 72, everyMinutes: provider === 'launchdarkly' ? 1 : 5 };
}

/**
 * Refuses a watch of no hours where LaunchDarkly decides: then nobody would judge.
 *
 * @throws naming the prop and its range.
 */
export function requireJudge(prop: string, hours: number, provider: FlagProvider = 'appconfig'): void {
  if (hours !== 0 || provider === 'appconfig') return;
  throw new Error(
    `${prop} is 0, but rollouts that LaunchDarkly serves are judged by the watch alone: use 1 to ${WATCH_HOURS.max}, or leave out the guard`,
  );
}

/** AppConfig takes no more characters as the value of an extension's parameter (`AppliedExtension` in the API reference). */
const MAX_PARAMETER_CHARACTERS = 2048;

/** What a stage says of its guard besides what it promises. */
const STAGE_KEYS = ['watchHours', 'watchEveryMinutes', 'expected'];

/** The guard of a stage: what it promises, and how long it looks. */
export interface GuardConfig extends GuardProps {
  /**
   * Whole hours that a completed rollout is watched, 0 to 168; 0 = not at all. Up to 72 the watch can have AppConfig
   * revert the deployment; later it kills the value. Where LaunchDarkly is the provider, they are counted from the first
   * comparison on, and there must be some.
   * @default 72
   */
  readonly watchHours?: number;
  /**
   * Whole minutes between two looks of the watch, 1 to 60.
   * @default - 5; 1 where LaunchDarkly is the provider
   */
  readonly watchEveryMinutes?: number;
  /**
   * What is expected of a rollout; synthesis warns when the guard would notice a stated effect too late. Of what
   * LaunchDarkly serves it says nothing, since nobody knows here how that grows.
   * @default - no warning
   */
  readonly expected?: ExpectedTraffic;
}

/** A guard's configuration, checked. */
export interface CheckedGuard {
  readonly guard: Guard;
  /** As written, for the functions. */
  readonly props: GuardProps;
  readonly watchHours: number;
  readonly watchEveryMinutes: number;
  readonly expected: ExpectedTraffic | undefined;
}

/**
 * Reads the guard of a stage and fills in the defaults.
 *
 * @throws listing everything that is wrong, one line each, with the value found and what is allowed.
 */
export function checkGuardConfig(config: GuardConfig, provider?: FlagProvider): CheckedGuard {
  const { hours, everyMinutes } = watchDefaults(provider);
  const unknown = unknownMembers(config);
  const { watchHours = hours, watchEveryMinutes = everyMinutes, expected } = config;
  const props = propsOf(config);
  const parsed = parseGuard(props);
  const problems = [
    ...unknown,
    ...(parsed.ok ? [] : refused(parsed.problems)),
    numberProblem('guard.watchHours', watchHours, WATCH_HOURS),
    numberProblem('guard.watchEveryMinutes', watchEveryMinutes, WATCH_EVERY_MINUTES),
    ...(parsed.ok && expected !== undefined ? expectedProblems(expected, parsed.value) : []),
  ].filter((problem) => problem !== undefined);
  if (!parsed.ok || problems.length > 0) throw new Error(problems.join('\n'));
  requireJudge('guard.watchHours', watchHours, provider);
  return { guard: parsed.value, props, watchHours, watchEveryMinutes, expected };
}

/**
 * Reads a guard with the parser that the functions use.
 *
 * @throws listing everything that is wrong, one line each.
 */
export function requireGuard(props: GuardProps): Guard {
  const parsed = parseGuard(props);
  if (parsed.ok) return parsed.value;
  throw new Error(refused(parsed.problems).join('\n'));
}

/** The environment variable that tells a function of the guard; throws as `requireGuard` does. */
export function guardEnvironment(props: GuardProps): Readonly<Record<string, string>> {
  requireGuard(props);
  return { [ENV.guard]: JSON.stringify(props) };
}

/** Whose metrics a guard reads, and what it promises. */
export interface GuardOwner {
  /** Metric dimension `Service`. */
  readonly service: string;
  /** Metric dimension `Environment`. */
  readonly stage: string;
  readonly guard: GuardProps;
  /**
   * What is declared beside the guard, for who compares.
   * @default - no outcomes
   */
  readonly outcomes?: OutcomesProps;
}

/**
 * The parameters that tell the command line of the guard and of the outcomes.
 *
 * @throws when one of them is longer than AppConfig takes.
 */
export function guardParameters(owner: GuardOwner): Readonly<Record<string, string>> {
  const { service, stage, guard, outcomes } = owner;
  const text = JSON.stringify(guard);
  if (text.length > MAX_PARAMETER_CHARACTERS) {
    throw new Error(
      `the guard has ${text.length} characters as JSON, but AppConfig takes ${MAX_PARAMETER_CHARACTERS} for a parameter of an extension: name fewer guardrails, or leave out members that say the default`,
    );
  }
  return {
    [GUARD_PARAMETER.service]: service,
    [GUARD_PARAMETER.stage]: stage,
    [GUARD_PARAMETER.guard]: text,
    ...(outcomes && { [GUARD_PARAMETER.outcomes]: outcomesParameter(outcomes) }),
  };
}

function outcomesParameter(outcomes: OutcomesProps): string {
  const text = JSON.stringify(outcomes);
  if (text.length <= MAX_PARAMETER_CHARACTERS) return text;
  throw new Error(
    `the outcomes have ${text.length} characters as JSON, but AppConfig takes ${MAX_PARAMETER_CHARACTERS} for a parameter of an extension: declare fewer, or shorten their names`,
  );
}

/** A stage may say more of its guard than a construct, so the parser cannot know what is misspelt. */
function unknownMembers(config: unknown): readonly string[] {
  const allowed = [...GUARD_KEYS, ...STAGE_KEYS];
  if (!isRecord(config)) {
    throw new Error(`guard is ${shown(config)}; use an object with ${allowed.join(', ')}, or leave it out`);
  }
  const problems: string[] = [];
  new Members(config, 'guard', problems).allowOnly(allowed);
  return problems;
}

function propsOf(config: GuardConfig): GuardProps {
  const entries = Object.entries(config).filter(([name]) => GUARD_KEYS.includes(name));
  // `Object.fromEntries` forgets which members it was given.
  return Object.fromEntries(entries) as unknown as GuardProps;
}

function refused(problems: readonly string[]): readonly string[] {
  return problems.map((problem) => `guard is refused: ${problem}`);
}
