import { BUCKETS, placeAmong, unitHash } from './bucket.ts';
import type { BucketStep, CompiledArm, CompiledDocument, CompiledFlag } from './compile.ts';
import type { Decision, EvaluationContext, FailedDecision, Role, ServedDecision } from './decision.ts';
import { launchDarklyHash, launchDarklyUnit } from './launchdarkly.ts';

/** Stands for the hash of a unit that lacks the bucketing attribute; hashes are never negative. */
export const NO_UNIT = -1;

/**
 * What a flag serves to a unit: disabled → pins → rules in order, the first that matches wins → default. Total, synchronous, and without
 * a clock: `nowMs` (epoch milliseconds) ends pins. Growing a percentage moves no unit that is already in.
 */
export function evaluate(
  document: CompiledDocument,
  flag: string,
  context: EvaluationContext,
  nowMs: number,
): Decision {
  return evaluateAs(document, flag, context, nowMs, undefined);
}

/**
 * What the same unit would be served on the control side of every gate: the value to answer with when the candidate's value failed.
 * Percentages that are compared count as not reached, compared splits serve their control.
 */
export function evaluateControl(
  document: CompiledDocument,
  flag: string,
  context: EvaluationContext,
  nowMs: number,
): Decision {
  return evaluateAs(document, flag, context, nowMs, 'control');
}

function evaluateAs(
  document: CompiledDocument,
  name: string,
  context: EvaluationContext,
  nowMs: number,
  forced: 'control' | undefined,
): Decision {
  const flag = document.flags.get(name);
  if (!flag) return failed(name, 'FLAG_NOT_FOUND');
  if (typeof context !== 'object' || context === null) return failed(name, 'INVALID_CONTEXT');
  return walk(flag, context, nowMs, forced);
}

function walk(
  flag: CompiledFlag,
  context: EvaluationContext,
  nowMs: number,
  forced: 'control' | undefined,
): ServedDecision {
  let isCompared = false;
  let role: Role | undefined;
  let bucket: number | undefined;
  let lacksUnit = false;
  for (const step of flag.steps) {
    if (!step.matches(context, nowMs)) continue;
    if (step.kind === 'serve') return complete(step.decision, role, bucket, lacksUnit);
    const hash = hashOf(step, context);
    if (hash === NO_UNIT) {
      lacksUnit = true;
      continue;
    }
    const arm = armFor(step, hash, forced);
    if (step.isGate && !isCompared) {
      isCompared = true;
      role = roleIn(arm);
      bucket = role && placeAmong(hash, BUCKETS);
    }
    if (arm?.decision) return complete(arm.decision, role, bucket, lacksUnit);
  }
  return complete(flag.fallback, role, bucket, lacksUnit);
}

/** Beyond every arm of a percentage is its control; whoever would get a killed arm is in no comparison. */
function roleIn(arm: CompiledArm | undefined): Role | undefined {
  if (!arm) return 'control';
  return arm.decision && arm.role;
}

/** The compiled decision itself where nothing depends on the unit: most calls allocate nothing. */
function complete(
  decision: ServedDecision,
  role: Role | undefined,
  bucket: number | undefined,
  lacksUnit: boolean,
): ServedDecision {
  const placed = role === undefined || bucket === undefined ? decision : placeIn(decision, role, bucket);
  return lacksUnit ? { ...placed, errorCode: 'TARGETING_KEY_MISSING' } : placed;
}

/** Written out, because spreading costs as much as the hash does. */
function placeIn(decision: ServedDecision, role: Role, bucket: number): ServedDecision {
  const { flag, value, variant, reason, rule } = decision;
  if (rule === undefined) return { flag, value, variant, reason, role, bucket };
  return { flag, value, variant, reason, rule, role, bucket };
}

function armFor(step: BucketStep, hash: number, forced: 'control' | undefined): CompiledArm | undefined {
  if (step.isGate && forced) return step.arms.find((arm) => arm.role === 'control');
  const place = placeAmong(hash, step.parts);
  for (const arm of step.arms) if (place < arm.end) return arm;
  return undefined;
}

/** Hash of the unit that a step counts, or {@link NO_UNIT}. */
export function hashOf(step: BucketStep, context: EvaluationContext): number {
  const { salt, bucketBy } = step;
  const attribute = context[bucketBy];
  if (typeof salt === 'string') {
    const unit = launchDarklyUnit(attribute);
    return unit === undefined ? NO_UNIT : launchDarklyHash(salt, unit);
  }
  const unit = unitText(attribute);
  return unit === undefined ? NO_UNIT : unitHash(salt, unit);
}

/** Units are texts; whole and fractional numbers count as their decimal text. Anything else is no unit. */
function unitText(attribute: unknown): string | undefined {
  if (typeof attribute === 'string') return attribute === '' ? undefined : attribute;
  return Number.isFinite(attribute) ? String(attribute) : undefined;
}

function failed(flag: string, errorCode: FailedDecision['errorCode']): FailedDecision {
  return { flag, value: undefined, variant: undefined, reason: 'ERROR', errorCode };
}
