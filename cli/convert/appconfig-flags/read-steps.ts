import { canonicalJson } from '../../../core/canonical-json.ts';
import type { Condition, FlagValue } from '../../../core/document/flag-document.ts';
import { child } from '../../../core/document/issue-list.ts';
import { bucketsOf } from '../../../core/evaluation/bucket.ts';
import type { ConditionBuilder } from '../expression/condition-builder.ts';
import { isNobody } from '../expression/expression.ts';
import type { LossList } from '../loss-list.ts';
import type { DefinedFlag } from './definition.ts';
import { type ReadRule, readRule } from './read-rule.ts';
import type { SplitOperator } from './rule.ts';
import type { VariantValues } from './variant-values.ts';

/** A rule of a flag document before it is parsed. */
export type ForeignRule = { readonly name: string; readonly condition: Condition } & (
  | { readonly value: FlagValue }
  | {
      readonly split: readonly { readonly value: FlagValue; readonly weight: number }[];
      readonly control: FlagValue;
    }
);

interface ReadStep extends ReadRule {
  readonly name: string;
  readonly value: FlagValue;
  readonly pointer: string;
}

export interface StepsOptions {
  readonly flag: DefinedFlag;
  readonly values: VariantValues;
  readonly pointer: string;
  readonly builder: ConditionBuilder;
  readonly losses: LossList;
}

/** Variants with a rule as rules. Shares of one seed for the same units that lie inside one another become a split. */
export function readSteps(options: StepsOptions): readonly ForeignRule[] {
  const { flag, values, losses } = options;
  const steps = flag.ruled.flatMap((variant, at): ReadStep[] => {
    const pointer = child(child(child(options.pointer, '_variants'), at), 'rule');
    const value = values.ruled[at];
    if (variant.rule === undefined || value === undefined) return [];
    return [{ ...readRule(variant.rule, { pointer, losses }), name: `${variant.name}`, value, pointer }];
  });
  const names = new RuleNames();
  const rules: ForeignRule[] = [];
  for (let at = 0; at < steps.length; ) {
    const run = runFrom(steps, at);
    rules.push(...rulesOf(run, at + run.length === steps.length, names, options));
    at += run.length;
  }
  return rules;
}

/** Neighbours for the same units by the same seed, each with a greater share than the one before. */
function runFrom(steps: readonly ReadStep[], from: number): readonly ReadStep[] {
  let to = from + 1;
  while (to < steps.length && goesOn(steps[to - 1], steps[to])) to += 1;
  return steps.slice(from, to);
}

function goesOn(before: ReadStep | undefined, after: ReadStep | undefined): boolean {
  if (before?.split === undefined || after?.split === undefined) return false;
  const { split, holds } = after;
  const isSame = before.split.by === split.by && before.split.seed === split.seed;
  return (
    isSame &&
    split.percentage > before.split.percentage &&
    canonicalJson(holds) === canonicalJson(before.holds)
  );
}

function rulesOf(
  run: readonly ReadStep[],
  isLast: boolean,
  names: RuleNames,
  options: StepsOptions,
): readonly ForeignRule[] {
  const end = run.at(-1)?.split?.percentage;
  if (run.length > 1 && (end === 100 || isLast)) return [splitRule(run, end ?? 100, names, options)];
  return run.flatMap((step) => valueRule(step, names, options));
}

function valueRule(step: ReadStep, names: RuleNames, options: StepsOptions): readonly ForeignRule[] {
  if (isNobody(step.holds)) return [];
  const { name, value, split, pointer } = step;
  const condition = options.builder.conditionOf(step.holds);
  if (split === undefined) return [{ name: names.of(name), condition, value }];
  if (split.percentage < 100) tellReassigned(pointer, options.losses);
  const rollout_percentage = bucketsOf(split.percentage) / 1000;
  return [
    {
      name: names.of(name),
      condition: { ...condition, ...dealing(split, options), rollout_percentage },
      value,
    },
  ];
}

/** What no arm takes is the fallback's, which nobody comes past. */
function splitRule(
  run: readonly ReadStep[],
  end: number,
  names: RuleNames,
  options: StepsOptions,
): ForeignRule {
  const { values, builder, losses } = options;
  const [first] = run as [ReadStep];
  const ends = run.map(({ split }) => bucketsOf(split?.percentage ?? 100));
  const shares = run.map(({ value }, at) => ({ value, weight: (ends[at] ?? 0) - (ends[at - 1] ?? 0) }));
  const rest = { value: values.fallback, weight: bucketsOf(100) - bucketsOf(end) };
  // A share below a thousandth of a per cent comes to nothing.
  const arms = [...shares, rest].filter(({ weight }) => weight > 0);
  const last = arms.at(-1)?.value ?? values.fallback;
  const control = arms.some(({ value }) => value === values.fallback) ? values.fallback : last;
  tellReassigned(first.pointer, losses);
  const why = `variants have no control: ${JSON.stringify(control)} is made it, and the others are compared with it`;
  losses.add('dropped', first.pointer, 'that nothing is compared', why);
  const condition = {
    ...builder.conditionOf(first.holds),
    ...(first.split && dealing(first.split, options)),
  };
  return { name: names.of(first.name.replace(/-1$/, '')), condition, split: arms, control };
}

function tellReassigned(pointer: string, losses: LossList): void {
  const why = 'AppConfig does not say how it hashes: the shares stay, the units in them change';
  losses.add('reassigned', pointer, 'who is in a percentage', why);
}

/** Splits without a seed share their hash in the flag. */
function dealing({ by, seed }: SplitOperator, { flag }: StepsOptions): Condition {
  return { ...(by !== 'user_id' && { bucket_by: by }), salt: seed ?? `appconfig:${flag.key}` };
}

/** Names of variants as names of rules, each once. */
class RuleNames {
  readonly #taken = new Set<string>();

  of(variant: string): string {
    const plain = variant.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'variant';
    let name = plain.slice(0, 60);
    for (let again = 2; this.#taken.has(name); again += 1) name = `${plain.slice(0, 55)}-${again}`;
    this.#taken.add(name);
    return name;
  }
}
