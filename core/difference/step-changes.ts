import { canonicalJson } from '../canonical-json.ts';
import type { Pin, Rule } from '../document/flag-document.ts';
import { type ChangeSubject, type FlagChange, valueChange } from './flag-change.ts';

/** What changed of a flag's pins. A pin is known by its condition. */
export function pinChanges(old: readonly Pin[], pins: readonly Pin[]): readonly FlagChange[] {
  const [before, after] = [byCondition(old), byCondition(pins)];
  return [
    ...stepsAdded(before, after).map((pin) => pinChange('added', pin)),
    ...stepsAdded(after, before).map((pin) => pinChange('removed', pin)),
    ...stepsKept(before, after).flatMap(([from, to]) => {
      const name = attributesOf(to);
      return [
        ...valueChange('pinValue', from.value, to.value, name),
        ...valueChange('pinUntil', from.until, to.until, name),
        // Reasons are for the document: they name customers.
        ...(from.reason === to.reason ? [] : [{ subject: 'pinReason', kind: 'changed', name } as const]),
      ];
    }),
    ...orderChange('pins', before, after),
  ];
}

/** What changed of a flag's rules. A rule is known by its name; one that becomes a split, or no longer is one, is another rule. */
export function ruleChanges(old: readonly Rule[], rules: readonly Rule[]): readonly FlagChange[] {
  const [before, after] = [byName(old), byName(rules)];
  return [
    ...stepsAdded(before, after).map((rule) => ruleChange('added', rule)),
    ...stepsAdded(after, before).map((rule) => ruleChange('removed', rule)),
    ...stepsKept(before, after).flatMap(([from, to]) => changesOf(from, to)),
    ...orderChange('rules', before, after),
  ];
}

type Steps<Step> = ReadonlyMap<string, Step>;

function byCondition(pins: readonly Pin[]): Steps<Pin> {
  const seen = new Map<string, number>();
  return new Map(
    pins.map((pin) => {
      const condition = canonicalJson(pin.condition);
      const times = seen.get(condition) ?? 0;
      seen.set(condition, times + 1);
      return [`${times} ${condition}`, pin];
    }),
  );
}

function byName(rules: readonly Rule[]): Steps<Rule> {
  return new Map(rules.map((rule) => [`${'split' in rule ? 'split' : 'value'} ${rule.name}`, rule]));
}

function pinChange(kind: 'added' | 'removed', pin: Pin): FlagChange {
  return { subject: 'pin', kind, name: attributesOf(pin), ...side(kind, pin.value) };
}

function ruleChange(kind: 'added' | 'removed', rule: Rule): FlagChange {
  const percentage = percentageOf(rule);
  return {
    subject: 'rule',
    kind,
    name: rule.name,
    ...('split' in rule ? {} : side(kind, rule.value)),
    ...(percentage !== undefined && { percentage }),
  };
}

function side(kind: 'added' | 'removed', value: Pin['value']): Pick<FlagChange, 'from' | 'to'> {
  return kind === 'added' ? { to: value } : { from: value };
}

function changesOf(from: Rule, to: Rule): readonly FlagChange[] {
  const { name } = to;
  const { rollout_percentage: _from, ...oldTests } = from.condition;
  const { rollout_percentage: _to, ...tests } = to.condition;
  return [
    ...valueChange('percentage', percentageOf(from), percentageOf(to), name),
    ...(same(oldTests, tests) ? [] : [{ subject: 'condition', kind: 'changed', name } as const]),
    ...('split' in from && 'split' in to ? splitChanges(from, to) : []),
    ...('value' in from && 'value' in to ? valueChange('value', from.value, to.value, name) : []),
  ];
}

function splitChanges(
  from: Extract<Rule, { split: unknown }>,
  to: Extract<Rule, { split: unknown }>,
): readonly FlagChange[] {
  const { name } = to;
  return [
    ...(same(from.split, to.split) ? [] : [{ subject: 'split', kind: 'changed', name } as const]),
    ...valueChange('control', from.control, to.control, name),
  ];
}

function stepsAdded<Step>(before: Steps<Step>, after: Steps<Step>): readonly Step[] {
  return [...after].filter(([key]) => !before.has(key)).map(([, step]) => step);
}

function stepsKept<Step>(before: Steps<Step>, after: Steps<Step>): readonly (readonly [Step, Step])[] {
  return [...after].flatMap(([key, to]) => {
    const from = before.get(key);
    return from === undefined ? [] : [[from, to] as const];
  });
}

/** Only of what is in both lists: what is added or removed says so itself. */
function orderChange<Step>(
  subject: ChangeSubject,
  before: Steps<Step>,
  after: Steps<Step>,
): readonly FlagChange[] {
  const old = [...before.keys()].filter((key) => after.has(key));
  const kept = [...after.keys()].filter((key) => before.has(key));
  return same(old, kept) ? [] : [{ subject, kind: 'changed' }];
}

function percentageOf({ condition }: Rule): number | undefined {
  const { rollout_percentage: percentage } = condition;
  return typeof percentage === 'number' ? percentage : undefined;
}

/** Attribute names only. */
function attributesOf({ condition }: Pin): string {
  return Object.keys(condition).join(', ') || '{}';
}

function same(left: unknown, right: unknown): boolean {
  return canonicalJson(left) === canonicalJson(right);
}
