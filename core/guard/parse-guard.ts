import { shortened } from '../document/issue-list.ts';
import { isRecord } from '../record.ts';
import type { Result } from '../result.ts';
import {
  type Guard,
  type GuardMetric,
  type Guardrail,
  type Independence,
  MEAN_METRICS,
  type Method,
  REQUEST_METRICS,
} from './guard.ts';
import type { Direction } from './tilts.ts';

/** A guard as it is written: what is left out has its default. */
export interface GuardProps {
  /**
   * At least one; each metric once in each direction.
   */
  readonly guardrails: readonly GuardrailProps[];
  /**
   * Between 0 and 0.5.
   * @default 0.05
   */
  readonly alpha?: number;
  /**
   * Whole number ≥ 1.
   * @default 50
   */
  readonly minimumExposures?: number;
  /** @default 'users' */
  readonly independence?: Independence;
}

/** A guardrail as it is written. */
export interface GuardrailProps {
  readonly metric: string;
  /** @default 'up', for outcomes it must be said */
  readonly direction?: Direction;
  /** 1 to 100 upwards, 0.01 to 1 downwards. */
  readonly tolerance: number;
  /**
   * In relation to the others; > 0.
   * @default 1
   */
  readonly weight?: number;
  /** @default 'mean' for latency and tokens, which know no other; 'exact' for the others */
  readonly method?: Method;
}

/** More guardrails than this cannot share one promise usefully, nor one query of CloudWatch. */
const MAX_GUARDRAILS = 12;
const OUTCOME = /^outcome:[a-z][a-z0-9_]{0,63}$/;
const GUARD_KEYS = ['guardrails', 'alpha', 'minimumExposures', 'independence'];
const GUARDRAIL_KEYS = ['metric', 'direction', 'tolerance', 'weight', 'method'];

/** Reads a guard and fills in the defaults, or says everything that is wrong with it, one line each. */
export function parseGuard(input: unknown): Result<Guard, string> {
  const problems: string[] = [];
  if (!isRecord(input)) {
    return {
      ok: false,
      problems: [`the guard is ${shown(input)}; use an object with ${GUARD_KEYS.join(', ')}`],
    };
  }
  checkKeys(input, GUARD_KEYS, 'the guard', problems);
  const { alpha = 0.05, minimumExposures = 50, independence = 'users' } = input;
  if (!isNumber(alpha) || alpha <= 0 || alpha >= 0.5) {
    problems.push(
      `alpha is ${shown(alpha)}; use a number above 0 and below 0.5, 0.05 for one false rollback in twenty`,
    );
  }
  if (!isNumber(minimumExposures) || minimumExposures < 1 || !Number.isInteger(minimumExposures)) {
    problems.push(`minimumExposures is ${shown(minimumExposures)}; use a whole number of at least 1`);
  }
  if (independence !== 'users' && independence !== 'requests') {
    problems.push(`independence is ${shown(independence)}; use "users" or "requests"`);
  }
  const guardrails = parseGuardrails(input.guardrails, problems);
  if (problems.length > 0) return { ok: false, problems };
  // Checked above, one by one.
  return { ok: true, value: { alpha, minimumExposures, independence, guardrails } as Guard };
}

function parseGuardrails(input: unknown, problems: string[]): readonly Guardrail[] {
  if (!Array.isArray(input) || input.length === 0 || input.length > MAX_GUARDRAILS) {
    problems.push(`guardrails is ${shown(input)}; use a list of 1 to ${MAX_GUARDRAILS} guardrails`);
    return [];
  }
  const parsed = input.map((entry, at) => parseGuardrail(entry, `guardrails[${at}]`, problems));
  reportRepeated(parsed, problems);
  const total = parsed.reduce((sum, { weight }) => sum + weight, 0);
  return parsed.map((guardrail) => ({ ...guardrail, weight: guardrail.weight / total }));
}

function parseGuardrail(input: unknown, at: string, problems: string[]): Guardrail {
  const fields = isRecord(input) ? input : {};
  if (!isRecord(input))
    problems.push(`${at} is ${shown(input)}; use an object with ${GUARDRAIL_KEYS.join(', ')}`);
  checkKeys(fields, GUARDRAIL_KEYS, at, problems);
  const metric = parseMetric(fields.metric, at, problems);
  const direction = parseDirection(fields.direction, metric, at, problems);
  return {
    metric,
    direction,
    tolerance: parseTolerance(fields.tolerance, direction, at, problems),
    weight: parseWeight(fields.weight, at, problems),
    method: parseMethod(fields.method, metric, at, problems),
  };
}

function parseMetric(input: unknown, at: string, problems: string[]): GuardMetric {
  const known: readonly unknown[] = [...REQUEST_METRICS, ...MEAN_METRICS];
  if (!known.includes(input) && !(typeof input === 'string' && OUTCOME.test(input))) {
    problems.push(
      `${at}.metric is ${shown(input)}; use ${known.join(', ')}, or outcome: and a name in lower case`,
    );
  }
  return input as GuardMetric;
}

function parseDirection(input: unknown, metric: GuardMetric, at: string, problems: string[]): Direction {
  const isOutcome = String(metric).startsWith('outcome:');
  if (input === undefined && !isOutcome) return 'up';
  if (input !== 'up' && input !== 'down') {
    problems.push(`${at}.direction is ${shown(input)}; say which way is worse: "up" or "down"`);
  } else if (input === 'down' && !isOutcome) {
    problems.push(
      `${at}.direction is "down", but ${metric} is worse when it rises; use "up", or leave it out`,
    );
  }
  return input === 'down' ? 'down' : 'up';
}

function parseTolerance(input: unknown, direction: Direction, at: string, problems: string[]): number {
  const [min, max] = direction === 'up' ? [1, 100] : [0.01, 1];
  if (!isNumber(input) || input < min || input > max) {
    problems.push(
      `${at}.tolerance is ${shown(input)}; in direction ${direction} use a ratio from ${min} to ${max}`,
    );
  }
  return Number(input);
}

function parseWeight(input: unknown, at: string, problems: string[]): number {
  if (input === undefined) return 1;
  if (!isNumber(input) || input <= 0 || input > 1e6) {
    problems.push(`${at}.weight is ${shown(input)}; use a number above 0 and up to 1000000`);
  }
  return Number(input);
}

function parseMethod(input: unknown, metric: GuardMetric, at: string, problems: string[]): Method {
  const hasLimit = !(MEAN_METRICS as readonly unknown[]).includes(metric);
  if (input === undefined) return hasLimit ? 'exact' : 'mean';
  if (input !== 'exact' && input !== 'mean') {
    problems.push(`${at}.method is ${shown(input)}; use "exact" or "mean"`);
  } else if (input === 'exact' && !hasLimit) {
    problems.push(`${at}.method is "exact", but ${metric} has no upper limit; use "mean"`);
  }
  return input === 'mean' ? 'mean' : 'exact';
}

function reportRepeated(guardrails: readonly Guardrail[], problems: string[]): void {
  const seen = new Set<string>();
  for (const [at, { metric, direction }] of guardrails.entries()) {
    const key = `${metric} ${direction}`;
    if (seen.has(key))
      problems.push(`guardrails[${at}] watches ${metric} again; each metric once in each direction`);
    seen.add(key);
  }
}

function checkKeys(
  fields: Readonly<Record<string, unknown>>,
  known: readonly string[],
  at: string,
  problems: string[],
): void {
  for (const key of Object.keys(fields)) {
    if (!known.includes(key))
      problems.push(`${at} has a member ${shown(key)}; there are ${known.join(', ')}`);
  }
}

function isNumber(input: unknown): input is number {
  return typeof input === 'number' && Number.isFinite(input);
}

function shown(input: unknown): string {
  return input === undefined ? 'missing' : shortened(input);
}
