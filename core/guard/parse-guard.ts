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
import { outcomeOfMetric } from './outcome-metric.ts';
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
  /** Rate or mean of the candidate over the control's that is put up with: 1 to 100 upwards, 0.01 to 1 downwards. */
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
const OUTCOME = /^[a-z][a-z0-9_]{0,63}$/;
/** Evidence is reported up to 1e9, so an alarm at 1 ÷ alpha could never fire for a much smaller one. */
const MIN_ALPHA = 1e-6;
/** Members of a guard as it is written. */
export const GUARD_KEYS = ['guardrails', 'alpha', 'minimumExposures', 'independence'];
const GUARDRAIL_KEYS = ['metric', 'direction', 'tolerance', 'weight', 'method'];

/** Metrics of requests; what an outcome is called is the user's affair. */
const KNOWN_METRICS: readonly string[] = [...REQUEST_METRICS, ...MEAN_METRICS];
/** What a tolerance may be, by the direction in which the metric gets worse. */
const TOLERANCES = {
  up: {
    ...{ min: 1, max: 100 },
    advice: 'in direction up use a ratio from 1 to 100, 1.1 to put up with a tenth more',
  },
  down: {
    ...{ min: 0.01, max: 1 },
    advice: 'in direction down use a ratio from 0.01 to 1, 0.97 to put up with three percent less',
  },
  either: { min: 0.01, max: 100, advice: 'use a ratio, from 1 upwards and up to 1 downwards' },
};

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
    const isLong = Array.isArray(input) && input.length > 0;
    const found = isLong ? `has ${input.length} entries` : `is ${shown(input)}`;
    problems.push(`guardrails ${found}; use a list of 1 to ${MAX_GUARDRAILS} guardrails`);
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
    direction: direction ?? 'up',
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
  const text = typeof metric === 'string' ? metric : shown(metric);
  if (!KNOWN_METRICS.includes(text) && !OUTCOME.test(outcomeOfMetric(text) ?? '')) {
    const ofOutcomes = 'or "outcome:" and a name of lower-case letters, digits and _';
    members.refuse(
      'metric',
      `; use ${KNOWN_METRICS.join(', ')}, ${ofOutcomes}, such as "outcome:judge_score"`,
    );
  }
  return text as GuardMetric;
}

/** `undefined` where nobody can know it: of the tolerance nothing is said then but that it is a ratio. */
function parseDirection(members: Members, metric: GuardMetric): Direction | undefined {
  const risesOnly = KNOWN_METRICS.includes(metric);
  const written = members.get('direction');
  if (written === undefined && outcomeOfMetric(metric) === undefined) return 'up';
  const direction = members.choice('direction', ['up', 'down'], {
    fallback: undefined,
    say: 'say which way is worse:',
  });
  if (risesOnly && direction === 'down') {
    members.refuse('direction', `, but ${metric} is worse when it rises; use "up", or leave it out`);
    return undefined;
  }
  return direction === written ? direction : undefined;
}

function parseTolerance(members: Members, direction: Direction | undefined): number {
  const { min, max, advice } = TOLERANCES[direction ?? 'either'];
  return members.number('tolerance', { isAllowed: (ratio) => ratio >= min && ratio <= max, advice });
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
      problems.push(
        `guardrails[${at}] watches ${metric} again; take one of them out, a metric is watched once in each direction`,
      );
    }
    seen.add(key);
  }
}
