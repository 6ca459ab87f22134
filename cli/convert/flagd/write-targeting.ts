import type { Flag, FlagValue, Pin, Rule, SplitRule } from '../../../core/document/flag-document.ts';
import { isGate } from '../../../core/document/gates.ts';
import { child } from '../../../core/document/issue-list.ts';
import { bucketsServed } from '../../../core/document/step-reach.ts';
import { endOfDay } from '../../../core/time/iso8601.ts';
import { dealingOf } from '../dealing.ts';
import { expressionOf } from '../expression/expression.ts';
import type { LossList } from '../loss-list.ts';
import { conjunction, fractional, isUnit, isWithin, type Logic, TIMESTAMP } from './logic.ts';
import type { ExpressionWriter } from './write-expression.ts';

/** What flagd serves to those for whom something holds. */
type Row = readonly [condition: Logic, outcome: Logic];

export interface TargetingOptions {
  readonly flag: Flag;
  readonly pointer: string;
  readonly variants: ReadonlyMap<FlagValue, string>;
  readonly writer: ExpressionWriter;
  readonly losses: LossList;
}

/** Pins and rules as one decision of JsonLogic; where nothing holds it says nothing, and flagd serves the default. */
export function writeTargeting(options: TargetingOptions): Logic | undefined {
  const { flag, pointer } = options;
  if (flag.disabled) {
    tellDisabled(options);
    return undefined;
  }
  const pins = flag.pins.flatMap((pin, at) => pinRow(pin, child(child(pointer, 'pins'), at), options));
  const rules = flag.rules.flatMap((rule, at) =>
    ruleRow(flag, rule, child(child(pointer, 'rules'), at), options),
  );
  return decisionOf([...pins, ...rules]);
}

/** Nobody comes to what is behind a row for everybody. */
function decisionOf(rows: readonly Row[]): Logic | undefined {
  const last = rows.findIndex(([condition]) => condition === true);
  const [reached, otherwise] =
    last > 0 ? [rows.slice(0, last), rows[last]] : [rows.slice(0, last + 1 || undefined), undefined];
  if (reached.length === 0) return undefined;
  return { if: [...reached.flat(), ...(otherwise ? [otherwise[1]] : [])] };
}

function pinRow(pin: Pin, pointer: string, options: TargetingOptions): readonly Row[] {
  const { flag, losses } = options;
  if (flag.killed.includes(pin.value)) return [];
  if (pin.reason !== undefined)
    losses.add('dropped', child(pointer, 'reason'), 'the reason of a pin', 'flagd has none');
  const endMs = pin.until === undefined ? undefined : endOfDay(pin.until);
  const isBefore: readonly Logic[] = endMs === undefined ? [] : [{ '<': [TIMESTAMP, endMs / 1000] }];
  const condition = conjunction([holds(pin, pointer, options), ...isBefore]);
  return [[condition, nameOf(pin.value, options)]];
}

function ruleRow(flag: Flag, rule: Rule, pointer: string, options: TargetingOptions): readonly Row[] {
  const { losses } = options;
  if (isGate(flag, rule)) losses.add('dropped', pointer, 'candidate and control', 'flagd compares nothing');
  if ('split' in rule) return splitRow(flag, rule, pointer, options);
  if (flag.killed.includes(rule.value)) return [];
  const outcome = nameOf(rule.value, options);
  const condition = holds(rule, pointer, options);
  if (rule.condition.rollout_percentage === undefined) return [[condition, outcome]];
  const { beginning, bucketBy } = dealt(flag, rule, pointer, losses);
  const isIn = isWithin(beginning, bucketBy, bucketsServed(rule));
  return [[conjunction([condition, isUnit(bucketBy), isIn]), outcome]];
}

function splitRow(flag: Flag, rule: SplitRule, pointer: string, options: TargetingOptions): readonly Row[] {
  const { losses } = options;
  if (rule.split.some(({ value }) => flag.killed.includes(value))) {
    losses.add(
      'refused',
      pointer,
      'a split with a killed arm',
      'its units would have to go on to the next rule',
    );
  }
  const { beginning, bucketBy } = dealt(flag, rule, pointer, losses);
  const arms = rule.split.map(({ value, weight }) => [nameOf(value, options), weight] as const);
  return [
    [conjunction([holds(rule, pointer, options), isUnit(bucketBy)]), fractional(beginning, bucketBy, arms)],
  ];
}

function holds({ condition }: Pin | Rule, pointer: string, { writer, losses }: TargetingOptions): Logic {
  return writer.write(expressionOf(condition), losses.reportAt(child(pointer, 'condition')));
}

function nameOf(value: FlagValue, { variants }: TargetingOptions): string {
  return variants.get(value) ?? String(value);
}

/** The text before the unit that flagd hashes. */
function dealt(
  flag: Flag,
  rule: Rule,
  pointer: string,
  losses: LossList,
): { readonly beginning: string; readonly bucketBy: string } {
  const { hash, salt, bucketBy } = dealingOf(flag, rule);
  if (hash === 'launchdarkly') {
    const why = 'flagd hashes with murmur3: the shares stay, the users in them change';
    losses.add('reassigned', child(child(pointer, 'condition'), 'hash'), "LaunchDarkly's hash", why);
  }
  return { beginning: hash === 'flagd' ? salt : `${salt}:`, bucketBy };
}

function tellDisabled({ flag, pointer, losses }: TargetingOptions): void {
  for (const list of ['pins', 'rules'] as const) {
    if (flag[list].length === 0) continue;
    losses.add('dropped', child(pointer, list), `${list} of a disabled flag`, 'flagd would serve them');
  }
}
