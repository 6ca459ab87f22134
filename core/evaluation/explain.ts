import type { Condition, Flag, FlagDocument } from '../document/flag-document.ts';
import { elementAt } from '../element-at.ts';
import { BUCKETS, placeAmong } from './bucket.ts';
import { type BucketStep, compile, pinName, type Step } from './compile.ts';
import type { Decision, EvaluationContext } from './decision.ts';
import { evaluate, hashOf, NO_UNIT } from './evaluate.ts';
import { type ConditionEntry, explainCondition } from './explain-condition.ts';

/** Why a flag serves a unit what it serves. Holds no attribute of the unit, only where its hash falls. */
export interface Explanation {
  /** What `evaluate` says. */
  readonly decision: Decision;
  /** Every pin and rule in order; at most one served, and without one it was the default. None for a flag that does not exist. */
  readonly steps: readonly ExplainedStep[];
  /** Name of the rule whose gate gave the unit its role. */
  readonly gate?: string;
}

/**
 * `killed`: its value is never served. `unmet`: the condition does not hold. `ended`: it does, but the pin's last day is
 * over. `unbucketed`: the unit lacks the attribute that is counted. `outside`: its bucket is not in the percentage.
 * `not-reached`: an earlier one served, or the flag is disabled.
 */
export type StepOutcome = 'served' | 'killed' | 'unmet' | 'ended' | 'unbucketed' | 'outside' | 'not-reached';

export interface ExplainedStep {
  /** Name of the rule; `pin:<n>` for the n-th pin (from 0). */
  readonly rule: string;
  readonly outcome: StepOutcome;
  /** Tests of the condition; none where it was not looked at, or holds for everybody. */
  readonly entries: readonly ConditionEntry[];
  /** Last day of the pin, where it has one. */
  readonly until?: string;
  /** Attribute that a percentage or split counts. */
  readonly bucketBy?: string;
  /** Where the unit falls, once the condition holds. */
  readonly placement?: Placement;
}

/** Where a unit falls among `parts` equal parts, and the arm it falls in or, outside a percentage, misses. */
export interface Placement {
  /** 0…parts − 1; among 100,000 parts it is the bucket. */
  readonly place: number;
  /** 100,000 for a percentage, the sum of the weights for a split. */
  readonly parts: number;
  /** First place of the arm. */
  readonly from: number;
  /** First place behind it. */
  readonly end: number;
  /** Smallest percentage that has the unit in it, in steps of 0.001; absent for a split. */
  readonly reachedFrom?: number;
}

/** One pin or rule as the document has it. */
interface Source {
  readonly rule: string;
  readonly condition: Condition;
  readonly until?: string | undefined;
  readonly isSplit: boolean;
}

/** Explains one decision; `nowMs` (epoch milliseconds) ends pins. The decision is that of {@link evaluate}, never another. */
export function explain(
  document: FlagDocument,
  name: string,
  context: EvaluationContext,
  nowMs: number,
): Explanation {
  const compiled = compile(document);
  const decision = evaluate(compiled, name, context, nowMs);
  const flag = document.flags.find((one) => one.flag === name);
  const compiledFlag = compiled.flags.get(name);
  if (!flag || !compiledFlag || decision.reason === 'ERROR') return { decision, steps: [] };
  const byRule = new Map(compiledFlag.steps.map((step) => [step.rule, step]));
  let isDone = flag.disabled;
  const steps = sourcesOf(flag).map((source): ExplainedStep => {
    const explained = isDone
      ? stepOf(source, 'not-reached')
      : explainStep(source, byRule.get(source.rule), document.segments, context, nowMs);
    isDone ||= explained.outcome === 'served';
    return explained;
  });
  return { decision, steps, ...(decision.role && { gate: gateIn(steps, byRule) }) };
}

function sourcesOf({ pins, rules }: Flag): readonly Source[] {
  return [
    ...pins.map(({ condition, until }, at) => ({ rule: pinName(at), condition, until, isSplit: false })),
    ...rules.map((rule) => ({ rule: rule.name, condition: rule.condition, isSplit: 'split' in rule })),
  ];
}

function stepOf(
  { rule, until }: Source,
  outcome: StepOutcome,
  rest: Partial<ExplainedStep> = {},
): ExplainedStep {
  return { rule, outcome, entries: [], ...(until !== undefined && { until }), ...rest };
}

function explainStep(
  source: Source,
  step: Step | undefined,
  segments: FlagDocument['segments'],
  context: EvaluationContext,
  nowMs: number,
): ExplainedStep {
  // Compiling leaves out what is killed.
  if (!step) return stepOf(source, 'killed');
  const entries = explainCondition(source.condition, segments, context);
  if (!step.matches(context, nowMs)) {
    // Only the end of a pin can be in the way when all tests hold.
    return stepOf(source, entries.every(({ holds }) => holds) ? 'ended' : 'unmet', { entries });
  }
  if (step.kind === 'serve') return stepOf(source, 'served', { entries });
  return explainBucket(source, step, entries, context);
}

function explainBucket(
  source: Source,
  step: BucketStep,
  entries: readonly ConditionEntry[],
  context: EvaluationContext,
): ExplainedStep {
  const { bucketBy, parts, arms } = step;
  const hash = hashOf(step, context);
  if (hash === NO_UNIT) return stepOf(source, 'unbucketed', { entries, bucketBy });
  const place = placeAmong(hash, parts);
  const at = arms.findIndex((arm) => place < arm.end);
  const arm = arms[at];
  const placement: Placement = {
    place,
    parts,
    from: at > 0 ? elementAt(arms, at - 1).end : 0,
    // Only a percentage, which has one arm, leaves places over.
    end: (arm ?? elementAt(arms, 0)).end,
    ...(!source.isSplit && { reachedFrom: ((place + 1) * 100) / BUCKETS }),
  };
  const outcome = arm ? (arm.decision ? 'served' : 'killed') : 'outside';
  return stepOf(source, outcome, { entries, bucketBy, placement });
}

/** The first gate at which the unit was placed: where it got its role. */
function gateIn(steps: readonly ExplainedStep[], byRule: ReadonlyMap<string, Step>): string {
  const isGate = ({ rule, placement }: ExplainedStep): boolean => {
    const step = byRule.get(rule);
    return placement !== undefined && step?.kind === 'bucket' && step.isGate;
  };
  return elementAt(steps.filter(isGate), 0).rule;
}
