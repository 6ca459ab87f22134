import { MAX_TOTAL_WEIGHT } from '../evaluation/bucket.ts';
import { isRecord } from '../record.ts';
import {
  checkKeys,
  checkLength,
  checkList,
  checkName,
  type Fields,
  listed,
  repeats,
  reportDuplicate,
  reportType,
} from './checks.ts';
import type { Arm, Condition, FlagValue, Rule } from './flag-document.ts';
import { child, type IssueList } from './issue-list.ts';
import { RULE_NAME_PATTERN } from './limits.ts';
import { checkCondition } from './parse-condition.ts';
import type { ServedValues } from './served-values.ts';

export const VALUE_RULE_KEYS = ['name', 'condition', 'value'] as const;
export const SPLIT_RULE_KEYS = ['name', 'condition', 'split', 'control'] as const;
export const ARM_KEYS = ['value', 'weight'] as const;
const RULE_NAME = new RegExp(RULE_NAME_PATTERN);

/** Checks a flag's rules and names those that have no name by their place: `rule-0`, `rule-1`, … */
export function parseRules(
  input: unknown,
  pointer: string,
  served: ServedValues,
  issues: IssueList,
): readonly Rule[] {
  const rules = checkList(input, pointer, issues).map((rule, at) =>
    parseRule(rule, at, child(pointer, at), served, issues),
  );
  const names = rules.map((rule) => rule.name);
  for (const at of repeats(names))
    reportDuplicate(names[at], child(child(pointer, at), 'name'), 'rule name', issues);
  return rules;
}

function parseRule(
  input: unknown,
  at: number,
  pointer: string,
  served: ServedValues,
  issues: IssueList,
): Rule {
  if (!isRecord(input)) {
    reportType(input, pointer, 'a rule is an object', `an object with ${VALUE_RULE_KEYS.join(', ')}`, issues);
    return { name: `rule-${at}`, condition: {}, value: '' };
  }
  const isSplit = Object.hasOwn(input, 'split');
  checkKeys(input, isSplit ? SPLIT_RULE_KEYS : VALUE_RULE_KEYS, pointer, issues);
  if (input.name !== undefined || isSplit)
    checkName(input.name, child(pointer, 'name'), RULE_NAME, RULE_NAME_PATTERN, issues);
  checkCondition(input.condition, child(pointer, 'condition'), isSplit ? 'split-rule' : 'value-rule', issues);
  const name = typeof input.name === 'string' ? input.name : `rule-${at}`;
  const condition = input.condition as Condition;
  if (isSplit) return { name, condition, ...parseSplit(input, pointer, served, issues) };
  served.check(input.value, child(pointer, 'value'));
  return { name, condition, value: input.value as FlagValue };
}

function parseSplit(
  input: Fields,
  pointer: string,
  served: ServedValues,
  issues: IssueList,
): { split: readonly Arm[]; control: FlagValue } {
  const at = child(pointer, 'split');
  const arms = checkList(input.split, at, issues);
  checkLength(arms, at, issues);
  for (const [index, arm] of arms.entries()) checkArm(arm, child(at, index), served, issues);
  const values = arms.map((arm) => (isRecord(arm) ? arm.value : undefined));
  const total = arms.reduce<number>((sum, arm) => sum + weightOf(arm), 0);
  for (const index of repeats(values))
    reportDuplicate(values[index], child(child(at, index), 'value'), 'arm', issues);
  if (arms.length < 2 || total > MAX_TOTAL_WEIGHT) {
    issues.error({
      code: 'bad-split',
      pointer: at,
      message: arms.length < 2 ? 'a split needs something to compare' : 'the weights are too large',
      found: arms.length < 2 ? input.split : total,
      allowed: `at least two arms, with weights of at most ${MAX_TOTAL_WEIGHT} together`,
      fix: arms.length < 2 ? 'add an arm, or serve one value' : 'divide the weights by a common factor',
    });
  }
  if (!values.includes(input.control) || input.control === undefined) {
    issues.error({
      code: 'bad-split',
      pointer: child(pointer, 'control'),
      message: 'the control is none of the arms',
      found: input.control,
      allowed: listed(values),
      fix: 'name the arm that the others are compared with',
    });
  }
  return { split: arms as Arm[], control: input.control as FlagValue };
}

function weightOf(arm: unknown): number {
  return isRecord(arm) && typeof arm.weight === 'number' ? arm.weight : 0;
}

function checkArm(arm: unknown, pointer: string, served: ServedValues, issues: IssueList): void {
  if (!isRecord(arm)) {
    reportType(arm, pointer, 'an arm is an object', 'an object with value and weight', issues);
    return;
  }
  checkKeys(arm, ARM_KEYS, pointer, issues);
  served.check(arm.value, child(pointer, 'value'));
  const weight = arm.weight;
  if (typeof weight === 'number' && Number.isInteger(weight) && weight > 0) return;
  issues.error({
    code: weight === undefined ? 'missing-key' : 'bad-split',
    pointer: child(pointer, 'weight'),
    message: 'this is no weight',
    found: weight,
    allowed: 'a positive integer, relative to the sum of the weights',
    fix: 'give each arm a weight, for example 50 and 50',
  });
}
