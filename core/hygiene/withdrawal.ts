import { canonicalJson } from '../canonical-json.ts';
import { revives } from '../document/changed-flags.ts';
import type { Condition, Flag, FlagDocument, FlagValue } from '../document/flag-document.ts';
import { segmentsReached } from '../document/segments.ts';
import { namedValues, type Step, stepEndMs } from '../document/step.ts';
import { withoutBucketing } from '../document/step-reach.ts';

/**
 * Whether a new version only takes away from a flag: every unit is served what it was served before (values that are
 * newly killed aside), the default, which is the same, or what it would have been served if nothing had been tried out.
 * Killed values, a removed or disabled flag and smaller percentages are that, whatever stands below them; earlier ends of
 * pins and removed pins and rules can be, and so can a default that is killed, with another in its place. Where units of a
 * pin or of a rule without a percentage fall through to another value, it is no withdrawal. `false` also where it could not
 * be told from the rules alone, as when segments or weights changed.
 */
export function isWithdrawal(name: string, deployed: FlagDocument, next: FlagDocument): boolean {
  const [before, after] = [flagOf(name, deployed), flagOf(name, next)];
  if (before === undefined) return false;
  if (after === undefined) return true;
  if (before.default !== after.default) {
    return isDefaultKilled(before, after) && sameSegments(after, deployed, next);
  }
  if (after.disabled) return true;
  if (before.disabled || revives(before, after)) return false;
  return sameSegments(after, deployed, next) && onlyNarrows(before, after);
}

/** Whether nothing is different but what is served in the place of a default that is killed, and other kills. */
function isDefaultKilled(before: Flag, after: Flag): boolean {
  const stepsOf = ({ disabled, pins, rules }: Flag): string => canonicalJson({ disabled, pins, rules });
  return (
    after.killed.includes(before.default) && !revives(before, after) && stepsOf(before) === stepsOf(after)
  );
}

function flagOf(name: string, document: FlagDocument): Flag | undefined {
  return document.flags.find(({ flag }) => flag === name);
}

function sameSegments(after: Flag, deployed: FlagDocument, next: FlagDocument): boolean {
  const reached = segmentsReached(
    [...after.pins, ...after.rules].map(({ condition }) => condition),
    next.segments,
  );
  return [...reached].every(
    (name) =>
      Object.hasOwn(deployed.segments, name) &&
      canonicalJson(deployed.segments[name]) === canonicalJson(next.segments[name]),
  );
}

/**
 * Walks both lists of steps at once. A step of `after` matches the units of its own one of `before` or fewer, in the same
 * order, so that the first match of a unit only ever moves down: what it may then fall to are the steps below.
 */
function onlyNarrows(before: Flag, after: Flag): boolean {
  const left = liveSteps(after, after.killed).reverse();
  /** Values that some unit may have been served and is not any more, trials aside: what is below a trial is its control. */
  const fallen = new Set<FlagValue>();
  for (const step of liveSteps(before, after.killed)) {
    const own = left.at(-1);
    if (own !== undefined && narrows(step, own)) {
      left.pop();
      if (!mayFallTo(own, fallen, after)) return false;
      if (narrows(own, step)) continue;
    }
    if (isTrial(step, before)) continue;
    for (const value of valuesOf(step, after.killed)) fallen.add(value);
  }
  return left.length === 0;
}

/** Pins and rules that can serve something although these values are killed. */
function liveSteps({ pins, rules }: Flag, killed: readonly FlagValue[]): Step[] {
  return [...pins, ...rules].filter((step) => valuesOf(step, killed).length > 0);
}

function valuesOf(step: Step, killed: readonly FlagValue[]): readonly FlagValue[] {
  return namedValues(step).filter((value) => !killed.includes(value));
}

/** Whether a percentage tries something out; one that keeps everybody on the default does not. */
function isTrial(step: Step, flag: Flag): boolean {
  const { rollout_percentage: percentage } = step.condition;
  return (
    percentage !== undefined &&
    (percentage !== 100 || namedValues(step).some((value) => value !== flag.default))
  );
}

/** Whether the step serves units that were served one of these values the same, or the default. */
function mayFallTo(step: Step, fallen: ReadonlySet<FlagValue>, { default: fallback, killed }: Flag): boolean {
  if (fallen.size === 0) return true;
  const isSame = (value: FlagValue) => fallen.size === 1 && fallen.has(value);
  return valuesOf(step, killed).every((value) => value === fallback || isSame(value));
}

/** Whether `own` is the same step for the same units or for fewer of them. */
function narrows(step: Step, own: Step): boolean {
  if ('split' in step || 'split' in own) return canonicalJson(step) === canonicalJson(own);
  return (
    step.value === own.value && stepEndMs(own) <= stepEndMs(step) && isNarrower(step.condition, own.condition)
  );
}

/** The same tests, and a percentage of the same units that is no larger; without one it is everybody. */
function isNarrower(condition: Condition, own: Condition): boolean {
  const { rollout_percentage: percentage, ...tests } = condition;
  const { rollout_percentage: ownPercentage, ...ownTests } = own;
  if (percentage !== undefined) {
    return Number(ownPercentage) <= Number(percentage) && canonicalJson(tests) === canonicalJson(ownTests);
  }
  return canonicalJson(tests) === canonicalJson(withoutBucketing(own));
}
