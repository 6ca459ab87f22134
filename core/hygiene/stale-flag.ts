import type { Flag, FlagValue } from '../document/flag-document.ts';
import { candidatesOf, isGate } from '../document/gates.ts';
import { child, shortened } from '../document/issue-list.ts';
import { namedValues, type Step } from '../document/step.ts';
import { elementAt } from '../element-at.ts';
import { DAY_MS } from '../time/iso8601.ts';
import { countedAttribute, defaultOnlyBelow, servedValues } from './served.ts';
import type { StaleFacts, StaleFinding } from './stale-finding.ts';

interface PlacedFlag {
  readonly flag: Flag;
  /** JSON pointer of the flag. */
  readonly pointer: string;
}

/** A pin or rule and where it stands. */
interface PlacedStep {
  readonly step: Step;
  readonly pointer: string;
}

type Found = Omit<StaleFinding, 'subject' | 'name'>;

/** What could go of one flag, or that the flag itself could. */
export function staleFlag(placed: PlacedFlag, facts: StaleFacts): readonly StaleFinding[] {
  const found: readonly Found[] = [
    ...rolledOut(placed, facts),
    ...withoutGate(placed, facts),
    ...neverEvaluated(placed, facts),
    ...servingDefault(placed, facts),
    ...killedEverywhere(placed),
  ];
  return found.map(({ kind, ...rest }) => ({ kind, subject: 'flag', name: placed.flag.flag, ...rest }));
}

/** A permanent flag is meant to serve one value most of the time; only a rule that does it for everybody is left over. */
function rolledOut({ flag, pointer }: PlacedFlag, { nowMs }: StaleFacts): readonly Found[] {
  const served = servedValues(flag, nowMs);
  const value = elementAt(served, 0);
  if (served.length > 1 || (flag.permanent && value === flag.default)) return [];
  const shown = shortened(value);
  const fix = flag.permanent
    ? `make ${shown} the default and remove the rules that serve it`
    : `write ${shown} into the code, deploy it, then remove the flag`;
  const begun = flag.permanent || value !== flag.default ? '' : '; or begin its rollout';
  const counted = countedAttribute(flag, nowMs);
  const everybody = counted === undefined ? 'everybody' : `everybody who has a ${counted}`;
  return [
    { kind: 'rolled-out', pointer, value, reason: `${everybody} is served ${shown}`, fix: `${fix}${begun}` },
  ];
}

function withoutGate(
  { flag, pointer }: PlacedFlag,
  { quietSinceMs, nowMs, days }: StaleFacts,
): readonly Found[] {
  const last = quietSinceMs?.get(flag.flag);
  if (flag.permanent || last === undefined || isInMotion(flag)) return [];
  const since = Math.floor((nowMs - last) / DAY_MS);
  if (since < days) return [];
  return [
    {
      kind: 'no-gate',
      pointer,
      reason: `no share of users has been on trial for at least ${since} days`,
      fix: 'end what it was made for: write the value that won into the code, deploy it, then remove the flag',
    },
  ];
}

function neverEvaluated({ flag, pointer }: PlacedFlag, { requests, days }: StaleFacts): readonly Found[] {
  if (requests?.get(flag.flag) !== 0 || !isInMotion(flag)) return [];
  return [
    {
      kind: 'never-evaluated',
      pointer,
      reason: `it has been in motion for ${days} days and no request was counted for it`,
      fix: 'remove the flag if no code reads it; otherwise let that code write its metrics, since nothing is compared without',
    },
  ];
}

/** Rules that try out the default, and rules that serve it where nothing else would have been. */
function servingDefault({ flag, pointer }: PlacedFlag, { nowMs }: StaleFacts): readonly Found[] {
  const { default: fallback, disabled, rules } = flag;
  if (disabled) return [];
  const isDefaultBelow = defaultOnlyBelow(flag, nowMs);
  return rules.flatMap((rule, at) => {
    const place = child(child(pointer, 'rules'), at);
    const finding = { kind: 'candidate-is-default', pointer: place, value: fallback } as const;
    if (isGate(flag, rule) && candidatesOf(flag, rule).includes(fallback)) {
      const reason = `rule ${rule.name} tries out ${shortened(fallback)}, which is the default already`;
      return [{ ...finding, reason, fix: 'remove the rule, or try out another value' }];
    }
    if (!isDefaultBelow[at] || namedValues(rule).some((value) => value !== fallback)) return [];
    const reason = `rule ${rule.name} serves ${shortened(fallback)}, as the default would`;
    return [{ ...finding, reason, fix: 'remove the rule' }];
  });
}

function killedEverywhere(placed: PlacedFlag): readonly Found[] {
  const { flag, pointer } = placed;
  return flag.killed.flatMap((value, at) => {
    const places = placesOf(value, placed);
    const finding = {
      kind: 'killed-everywhere',
      pointer: child(child(pointer, 'killed'), at),
      value,
    } as const;
    const shown = shortened(value);
    if (places.length > 0) {
      const reason = `${shown} is killed and passed over wherever it stands`;
      return [{ ...finding, places, reason, fix: passedOverFix(flag, value) }];
    }
    // Without a list of allowed values the kill is all that keeps the value from being rolled out again.
    if (flag.allowed === undefined) return [];
    const reason = `${shown} is killed and stands nowhere`;
    return [{ ...finding, places, reason, fix: 'remove it from allowed and from killed' }];
  });
}

/** Without the arm, the weights of a split come to another sum. */
function passedOverFix({ rules }: Flag, value: FlagValue): string {
  const isArm = rules.some((rule) => 'split' in rule && namedValues(rule).includes(value));
  return isArm
    ? 'end the split that has it, since without the arm it would deal everybody anew; revive the value only on purpose'
    : 'remove what is passed over; revive the value only on purpose';
}

function placesOf(value: Flag['default'], placed: PlacedFlag): readonly string[] {
  return stepsOf(placed).flatMap(({ step, pointer }) => {
    if (!('split' in step)) return step.value === value ? [pointer] : [];
    const arms = child(pointer, 'split');
    return step.split.flatMap((arm, at) => (arm.value === value ? [child(arms, at)] : []));
  });
}

function stepsOf({ flag, pointer }: PlacedFlag): readonly PlacedStep[] {
  return (['pins', 'rules'] as const).flatMap((list) =>
    flag[list].map((step, at) => ({ step, pointer: child(child(pointer, list), at) })),
  );
}

function isInMotion(flag: Flag): boolean {
  return flag.rules.some((rule) => isGate(flag, rule));
}
