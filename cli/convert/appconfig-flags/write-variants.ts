import type { Flag, FlagValue, Pin, Rule, SplitRule } from '../../../core/document/flag-document.ts';
import { isGate } from '../../../core/document/gates.ts';
import { child } from '../../../core/document/issue-list.ts';
import { pinName } from '../../../core/evaluation/compile.ts';
import { dealingOf } from '../dealing.ts';
import { expressionOf } from '../expression/expression.ts';
import type { LossList } from '../loss-list.ts';
import { DEFINITION_LIMITS } from './definition.ts';
import { printRule } from './print-rule.ts';
import { CONTEXT_KEY, MAX_RULE_CHARACTERS, type SplitOperator } from './rule.ts';
import { allRules, type RuleWriter, type WrittenRule } from './write-rule.ts';

/** A variant before it has a name of its own. */
export interface WrittenVariant {
  readonly name: string;
  /** Absent for the one that everybody else gets. */
  readonly rule?: string;
  readonly value: FlagValue;
}

interface Row {
  readonly name: string;
  readonly rule: WrittenRule;
  readonly value: FlagValue;
  readonly pointer: string;
}

export interface VariantsOptions {
  readonly flag: Flag;
  readonly pointer: string;
  readonly writer: RuleWriter;
  readonly losses: LossList;
}

/** Pins and rules as variants, the one without a rule last. What comes after a rule for everybody is left out. */
export function writeVariants(options: VariantsOptions): readonly WrittenVariant[] {
  const { flag, pointer, losses } = options;
  const fallback = { name: 'default', value: flag.default };
  if (flag.disabled) return [fallback];
  const rows = [
    ...flag.pins.flatMap((pin, at) => pinRow(pin, at, options)),
    ...flag.rules.flatMap((rule, at) => ruleRows(rule, child(child(pointer, 'rules'), at), options)),
  ];
  const variants: WrittenVariant[] = [];
  for (const [at, { name, rule, value, pointer: where }] of rows.entries()) {
    if (rule === false) losses.add('dropped', where, 'a rule for nobody', 'a variant would never be served');
    else if (rule === true) {
      if (at < rows.length - 1) {
        losses.add('dropped', where, 'what comes after a rule for everybody', 'nobody is ever served by it');
      }
      return [...variants, { name, value }];
    } else variants.push({ name, rule: ruleText(printRule(rule), where, losses), value });
  }
  return [...variants, fallback];
}

function ruleText(rule: string, pointer: string, losses: LossList): string {
  if (rule.length > MAX_RULE_CHARACTERS) {
    losses.add(
      'refused',
      pointer,
      'a rule that is too long',
      `allowed are ${MAX_RULE_CHARACTERS} characters`,
    );
  }
  return rule;
}

function pinRow(pin: Pin, at: number, options: VariantsOptions): readonly Row[] {
  const { flag, losses } = options;
  const pointer = child(child(options.pointer, 'pins'), at);
  if (flag.killed.includes(pin.value)) return [];
  if (pin.reason !== undefined) {
    losses.add('dropped', child(pointer, 'reason'), 'the reason of a pin', 'variants have none');
  }
  if (pin.until !== undefined) {
    const why = `rules know no time: it differs for the pinned units after ${pin.until}, who stay pinned`;
    losses.add('approximated', child(pointer, 'until'), 'the end of a pin', why);
  }
  return [
    {
      name: pinName(at).replace(':', '-'),
      rule: conditionRule(pin, pointer, options),
      value: pin.value,
      pointer,
    },
  ];
}

function ruleRows(rule: Rule, pointer: string, options: VariantsOptions): readonly Row[] {
  const { flag, losses } = options;
  if (isGate(flag, rule)) {
    const why = 'flags compare nothing there: an experiment does, and its units are drawn anew';
    losses.add('dropped', pointer, 'candidate and control', why);
  }
  if ('split' in rule) return splitRows(rule, pointer, options);
  if (flag.killed.includes(rule.value)) return [];
  const { name, value } = rule;
  const holds = conditionRule(rule, pointer, options);
  const percentage = rule.condition.rollout_percentage;
  if (typeof percentage !== 'number') return [{ name, rule: holds, value, pointer }];
  const dealt = percentage === 0 ? false : splitOf(rule, percentage, pointer, options);
  return [{ name, rule: allRules([holds, dealt]), value, pointer }];
}

/**
 * Each arm's share ends where the next one's begins: shares of one seed lie inside one another, so the arms before have
 * taken theirs. An arm that is killed takes nothing, and the next one must not take its units.
 */
function splitRows(rule: SplitRule, pointer: string, options: VariantsOptions): readonly Row[] {
  const holds = conditionRule(rule, pointer, options);
  const total = rule.split.reduce((sum, { weight }) => sum + weight, 0);
  const rows: Row[] = [];
  let [end, begin] = [0, 0];
  for (const [at, { value, weight }] of rule.split.entries()) {
    end += weight;
    if (options.flag.killed.includes(value)) {
      begin = end;
      continue;
    }
    const within = splitOf(rule, (100 * end) / total, pointer, options);
    const parts: WrittenRule[] = [holds, within];
    if (begin > 0) parts.push({ kind: 'not', of: splitOf(rule, (100 * begin) / total, pointer, options) });
    rows.push({ name: `${rule.name}-${at + 1}`, rule: allRules(parts), value, pointer });
  }
  return rows;
}

function splitOf(
  rule: Rule,
  percentage: number,
  pointer: string,
  { flag, losses }: VariantsOptions,
): SplitOperator {
  const { salt, bucketBy } = dealingOf(flag, rule);
  const condition = child(pointer, 'condition');
  if (percentage < 100) {
    const why =
      'AppConfig does not say how it hashes, nor whether it takes fractions of a per cent: the shares stay, the units in them change';
    losses.add('reassigned', condition, 'who is in a percentage', why);
  }
  if (!CONTEXT_KEY.test(bucketBy)) {
    losses.add(
      'refused',
      condition,
      `attribute ${bucketBy}`,
      'rules name attributes of letters, digits and underscores',
    );
  }
  return { kind: 'split', percentage, by: bucketBy, seed: salt };
}

function conditionRule(
  { condition }: Pin | Rule,
  pointer: string,
  { writer, losses }: VariantsOptions,
): WrittenRule {
  return writer.write(expressionOf(condition), losses.reportAt(child(pointer, 'condition')));
}

/** Names that no two variants share, of as many characters as are allowed. */
export function named(variants: readonly WrittenVariant[]): readonly WrittenVariant[] {
  const taken = new Set<string>();
  return variants.map((variant) => {
    let name = variant.name.slice(0, DEFINITION_LIMITS.nameCharacters);
    for (let again = 2; taken.has(name); again += 1) {
      const ending = `-${again}`;
      name = `${variant.name.slice(0, DEFINITION_LIMITS.nameCharacters - ending.length)}${ending}`;
    }
    taken.add(name);
    return { ...variant, name };
  });
}
