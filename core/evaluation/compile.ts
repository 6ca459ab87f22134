import type {
  Condition,
  Flag,
  FlagDocument,
  FlagValue,
  Pin,
  Rule,
  SplitRule,
  Test,
  ValueRule,
} from '../document/flag-document.ts';
import { isGate } from '../document/gates.ts';
import { endOfDay } from '../time/iso8601.ts';
import { BUCKETS, bareSaltPrefix, bucketsOf, percentageSalt, saltPrefix, splitSalt } from './bucket.ts';
import type { ServedDecision } from './decision.ts';
import type { HashPrefix } from './murmur3.ts';
import { type Predicate, PredicateCompiler } from './predicate.ts';

/** A document made ready for {@link evaluate}: conditions compiled, salts hashed, decisions built. Immutable. */
export interface CompiledDocument {
  readonly flags: ReadonlyMap<string, CompiledFlag>;
}

export interface CompiledFlag {
  /** Pins and rules that can serve something, in order; killed values are gone. */
  readonly steps: readonly Step[];
  readonly fallback: ServedDecision;
}

/** Serves its value to every unit that matches. */
export interface ServeStep {
  readonly kind: 'serve';
  /** Name of the rule; `pin:<n>` for the n-th pin (from 0). */
  readonly rule: string;
  readonly matches: Predicate;
  readonly decision: ServedDecision;
}

/** Serves an arm to the units whose place among `parts` lies below the arm's end; places beyond every arm fall through. */
export interface BucketStep {
  readonly kind: 'bucket';
  /** Name of the rule. */
  readonly rule: string;
  readonly matches: Predicate;
  readonly bucketBy: string;
  /** Ready for hashing with murmur3; LaunchDarkly's hash takes it as it is. */
  readonly salt: HashPrefix | string;
  /** Equal parts of the hash space: {@link BUCKETS} for a percentage, the sum of weights for a split. */
  readonly parts: number;
  /** In order of `end`. */
  readonly arms: readonly CompiledArm[];
  /** Whether candidate and control are compared here. */
  readonly isGate: boolean;
}

export interface CompiledArm {
  /** First place behind the arm. */
  readonly end: number;
  /** Absent for a killed value: the unit goes on to the next rule. */
  readonly decision: ServedDecision | undefined;
  readonly role: 'candidate' | 'control';
}

export type Step = ServeStep | BucketStep;

/** Attribute whose values are dealt to buckets where `bucket_by` names no other. */
export const DEFAULT_BUCKET_BY = 'user_id';

/** Compiles a parsed document, once per version. */
export function compile(document: FlagDocument): CompiledDocument {
  const predicates = new PredicateCompiler(document.segments);
  return { flags: new Map(document.flags.map((flag) => [flag.flag, compileFlag(flag, predicates)])) };
}

/** What decisions call the n-th pin of a flag, from 0; no rule can have such a name. */
export function pinName(at: number): string {
  return `pin:${at}`;
}

function compileFlag(flag: Flag, predicates: PredicateCompiler): CompiledFlag {
  if (flag.disabled) return { steps: [], fallback: decisionOf(flag.flag, flag.default, 'DISABLED') };
  const pins = flag.pins
    .map((pin, at) => ({ pin, rule: pinName(at) }))
    .filter(({ pin }) => !flag.killed.includes(pin.value))
    .map(({ pin, rule }) => compilePin(flag, pin, rule, predicates));
  const rules = flag.rules.flatMap((rule) => compileRule(flag, rule, predicates));
  const isStatic = flag.pins.length === 0 && flag.rules.length === 0;
  return {
    steps: [...pins, ...rules],
    fallback: decisionOf(flag.flag, flag.default, isStatic ? 'STATIC' : 'DEFAULT'),
  };
}

function compilePin(flag: Flag, pin: Pin, rule: string, predicates: PredicateCompiler): Step {
  const matches = predicates.compile(pin.condition);
  const endMs = pin.until === undefined ? undefined : endOfDay(pin.until);
  return {
    kind: 'serve',
    rule,
    matches: endMs === undefined ? matches : (context, nowMs) => nowMs < endMs && matches(context, nowMs),
    decision: decisionOf(flag.flag, pin.value, 'TARGETING_MATCH', rule),
  };
}

function compileRule(flag: Flag, rule: Rule, predicates: PredicateCompiler): readonly Step[] {
  if ('split' in rule) return [compileSplit(flag, rule, predicates)];
  if (flag.killed.includes(rule.value)) return [];
  const percentage = rule.condition.rollout_percentage;
  if (typeof percentage === 'number') return [compilePercentage(flag, rule, percentage, predicates)];
  return [
    {
      kind: 'serve',
      rule: rule.name,
      matches: predicates.compile(rule.condition),
      decision: decisionOf(flag.flag, rule.value, 'TARGETING_MATCH', rule.name),
    },
  ];
}

function compilePercentage(
  flag: Flag,
  rule: ValueRule,
  percentage: number,
  predicates: PredicateCompiler,
): Step {
  const end = bucketsOf(percentage);
  const reason = end === BUCKETS ? 'TARGETING_MATCH' : 'SPLIT';
  const decision = decisionOf(flag.flag, rule.value, reason, rule.name);
  return {
    kind: 'bucket',
    rule: rule.name,
    matches: predicates.compile(rule.condition),
    ...bucketing(rule.condition, percentageSalt(flag.flag, rule.value)),
    parts: BUCKETS,
    arms: [{ end, decision, role: 'candidate' }],
    isGate: isGate(flag, rule),
  };
}

function compileSplit(flag: Flag, rule: SplitRule, predicates: PredicateCompiler): Step {
  let end = 0;
  const arms = rule.split.map(({ value, weight }): CompiledArm => {
    end += weight;
    return {
      end,
      decision: flag.killed.includes(value) ? undefined : decisionOf(flag.flag, value, 'SPLIT', rule.name),
      role: value === rule.control ? 'control' : 'candidate',
    };
  });
  return {
    kind: 'bucket',
    rule: rule.name,
    matches: predicates.compile(rule.condition),
    ...bucketing(rule.condition, splitSalt(flag.flag, rule.name)),
    parts: end,
    arms,
    isGate: isGate(flag, rule),
  };
}

function bucketing(condition: Condition, defaultSalt: string): Pick<BucketStep, 'bucketBy' | 'salt'> {
  const { bucket_by: bucketBy, salt: given, hash } = condition;
  const salt = typeof given === 'string' ? given : defaultSalt;
  return {
    bucketBy: typeof bucketBy === 'string' ? bucketBy : DEFAULT_BUCKET_BY,
    salt: readySalt(salt, hash),
  };
}

function readySalt(salt: string, hash: Test | undefined): BucketStep['salt'] {
  if (hash === 'launchdarkly') return salt;
  return hash === 'flagd' ? bareSaltPrefix(salt) : saltPrefix(salt);
}

function decisionOf(
  flag: string,
  value: FlagValue,
  reason: ServedDecision['reason'],
  rule?: string,
): ServedDecision {
  return Object.freeze({
    flag,
    value,
    variant: String(value),
    reason,
    ...(rule === undefined ? {} : { rule }),
  });
}
