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
import { Members, shown } from './members.ts';
import type { Direction } from './tilts.ts';

/** A guard as it is written: what is left out has its default. */
export interface GuardProps {
  /** At least one; each metric once in each direction. */
  readonly guardrails: readonly GuardrailProps[];
  /**
   * From 0.000001 to below 0.5.
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
/** Evidence is reported up to 1e9, so an alarm at 1 ÷ alpha could never fire for a much smaller one. */
const MIN_ALPHA = 1e-6;
const GUARD_KEYS = ['guardrails', 'alpha', 'minimumExposures', 'independence'];
const GUARDRAIL_KEYS = ['metric', 'direction', 'tolerance', 'weight', 'method'];

/** Reads a guard and fills in the defaults, or says everything that is wrong with it, one line each. */
export function parseGuard(input: unknown): Result<Guard, string> {
  if (!isRecord(input)) {
    return {
      ok: false,
      problems: [`the guard is ${shown(input)}; use an object with ${GUARD_KEYS.join(', ')}`],
    };
  }
  const problems: string[] = [];
  const members = new Members(input, '', problems);
  members.allowOnly(GUARD_KEYS);
  const guard = {
    alpha: members.number('alpha', {
      fallback: 0.05,
      isAllowed: (alpha) => alpha >= MIN_ALPHA && alpha < 0.5,
      advice: 'use a number from 0.000001 to below 0.5, 0.05 for one false rollback in twenty',
    }),
    minimumExposures: members.number('minimumExposures', {
      fallback: 50,
      isAllowed: (count) => count >= 1 && Number.isInteger(count),
      advice: 'use a whole number of at least 1',
    }),
    independence: members.choice('independence', ['users', 'requests'], { fallback: 'users' }),
    guardrails: parseGuardrails(input.guardrails, problems),
  };
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: guard };
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
  if (!isRecord(input)) {
    problems.push(`${at} is ${shown(input)}; use an object with ${GUARDRAIL_KEYS.join(', ')}`);
  }
  const members = new Members(isRecord(input) ? input : {}, at, problems);
  members.allowOnly(GUARDRAIL_KEYS);
  const metric = parseMetric(members);
  const direction = parseDirection(members, metric);
  return {
    metric,
    direction,
    tolerance: parseTolerance(members, direction),
    weight: members.number('weight', {
      fallback: 1,
      isAllowed: (weight) => weight > 0 && weight <= 1e6,
      advice: 'use a number above 0 and up to 1000000',
    }),
    method: parseMethod(members, metric),
  };
}

/** A text in any case, so that what is said of the other members can name it. */
function parseMetric(members: Members): GuardMetric {
  const metric = members.get('metric');
  const known: readonly unknown[] = [...REQUEST_METRICS, ...MEAN_METRICS];
  if (!known.includes(metric) && !(typeof metric === 'string' && OUTCOME.test(metric))) {
    members.refuse('metric', `; use ${known.join(', ')}, or outcome: and a name in lower case`);
  }
  return (typeof metric === 'string' ? metric : shown(metric)) as GuardMetric;
}

function parseDirection(members: Members, metric: GuardMetric): Direction {
  const isOutcome = metric.startsWith('outcome:');
  const direction = members.choice('direction', ['up', 'down'], {
    fallback: isOutcome ? undefined : 'up',
    say: 'say which way is worse:',
  });
  if (direction === 'down' && !isOutcome) {
    members.refuse('direction', `, but ${metric} is worse when it rises; use "up", or leave it out`);
  }
  return direction;
}

function parseTolerance(members: Members, direction: Direction): number {
  const [min, max] = direction === 'up' ? [1, 100] : [0.01, 1];
  return members.number('tolerance', {
    isAllowed: (ratio) => ratio >= min && ratio <= max,
    advice: `in direction ${direction} use a ratio from ${min} to ${max}`,
  });
}

function parseMethod(members: Members, metric: GuardMetric): Method {
  const hasLimit = !(MEAN_METRICS as readonly unknown[]).includes(metric);
  const method = members.choice('method', ['exact', 'mean'], { fallback: hasLimit ? 'exact' : 'mean' });
  if (method === 'exact' && !hasLimit) {
    members.refuse('method', `, but ${metric} has no upper limit; use "mean"`);
  }
  return method;
}

function reportRepeated(guardrails: readonly Guardrail[], problems: string[]): void {
  const seen = new Set<string>();
  for (const [at, { metric, direction }] of guardrails.entries()) {
    const key = `${metric} ${direction}`;
    if (seen.has(key)) {
      problems.push(`guardrails[${at}] watches ${metric} again; each metric once in each direction`);
    }
    seen.add(key);
  }
}
