import { checkKeys, type Fields, reportDuplicate, reportType } from '../../../core/document/checks.ts';
import { child, type IssueList } from '../../../core/document/issue-list.ts';
import { isRecord } from '../../../core/record.ts';
import { attributeValue } from './attribute-constraints.ts';
import {
  type AttributeValue,
  DEFINITION_LIMITS,
  type DefinedFlag,
  type FlagVariant,
  RESERVED,
} from './definition.ts';
import { parseRule } from './parse-rule.ts';
import type { VariantRule } from './rule.ts';

/** Attributes of a flag that are defined, with what each may hold. */
export type Constraints = ReadonlyMap<string, unknown>;

const NOTHING: FlagVariant = { enabled: false, attributes: new Map() };

/** What a flag serves: the variants, or the flag itself. Means something only if nothing was reported. */
export function flagValues(
  input: unknown,
  constraints: Constraints,
  pointer: string,
  issues: IssueList,
): Pick<DefinedFlag, 'ruled' | 'fallback'> {
  if (!isRecord(input)) {
    reportType(input, pointer, 'values are an object', 'an object with enabled, or _variants', issues);
    return { ruled: [], fallback: NOTHING };
  }
  if (input._variants !== undefined) return variantsOf(input._variants, constraints, pointer, issues);
  const { enabled, ...others } = input;
  checkEnabled(enabled, child(pointer, 'enabled'), issues);
  const own = Object.fromEntries(Object.entries(others).filter(([name]) => !name.startsWith(RESERVED)));
  const attributes = attributesOf(own, constraints, pointer, issues);
  return { ruled: [], fallback: { enabled: enabled === true, attributes } };
}

function variantsOf(
  input: unknown,
  constraints: Constraints,
  flagPointer: string,
  issues: IssueList,
): Pick<DefinedFlag, 'ruled' | 'fallback'> {
  const pointer = child(flagPointer, '_variants');
  if (!Array.isArray(input) || input.length > DEFINITION_LIMITS.variants) {
    const allowed = `a list of at most ${DEFINITION_LIMITS.variants} variants`;
    const found = Array.isArray(input) ? input.length : input;
    const report = { pointer, message: 'these are no variants, or too many', found, allowed };
    issues.error({ code: 'out-of-range', ...report, fix: 'write fewer variants' });
    return { ruled: [], fallback: NOTHING };
  }
  const variants = input.map((variant: unknown, at) =>
    variantOf(variant, constraints, child(pointer, at), issues),
  );
  const names = variants.map(({ name }) => name);
  for (const [at, name] of names.entries()) {
    if (name !== undefined && names.indexOf(name) < at) {
      reportDuplicate(name, child(child(pointer, at), 'name'), 'name of a variant', issues);
    }
  }
  const [fallback = NOTHING, ...more] = variants.filter(({ rule }) => rule === undefined);
  if (fallback === NOTHING || more.length > 0) {
    const message = 'there is not exactly one variant without a rule';
    const fix = 'leave out the rule of the variant that everybody else gets';
    issues.error({ code: 'not-allowed', pointer, message, allowed: 'one variant without a rule', fix });
  }
  return { ruled: variants.filter(({ rule }) => rule !== undefined), fallback };
}

function variantOf(
  input: unknown,
  constraints: Constraints,
  pointer: string,
  issues: IssueList,
): FlagVariant {
  if (!isRecord(input)) {
    reportType(input, pointer, 'a variant is an object', 'an object with name and enabled', issues);
    return NOTHING;
  }
  checkKeys(input, ['name', 'enabled', 'rule', 'attributeValues'], pointer, issues);
  checkEnabled(input.enabled, child(pointer, 'enabled'), issues);
  if (typeof input.name !== 'string' || input.name === '') {
    reportType(input.name, child(pointer, 'name'), 'a variant has a name', 'a text', issues);
  }
  const rule = ruleOf(input.rule, child(pointer, 'rule'), issues);
  const values = input.attributeValues ?? {};
  if (!isRecord(values)) {
    reportType(values, child(pointer, 'attributeValues'), 'this is no object', 'an object', issues);
  }
  return {
    name: String(input.name),
    enabled: input.enabled === true,
    ...(rule !== undefined && { rule }),
    attributes: attributesOf(
      isRecord(values) ? values : {},
      constraints,
      child(pointer, 'attributeValues'),
      issues,
    ),
  };
}

function ruleOf(input: unknown, pointer: string, issues: IssueList): VariantRule | undefined {
  if (input === undefined) return undefined;
  if (typeof input !== 'string') {
    reportType(input, pointer, 'a rule is a text', 'an expression such as (eq $country "US")', issues);
    return undefined;
  }
  const rule = parseRule(input);
  if (rule.ok) return rule.value;
  const report = { pointer, message: rule.problems.join('; '), found: input };
  const allowed = 'an expression such as (eq $country "US")';
  issues.error({ code: 'bad-format', ...report, allowed, fix: 'correct the rule' });
  return undefined;
}

function checkEnabled(input: unknown, pointer: string, issues: IssueList): void {
  if (typeof input !== 'boolean') reportType(input, pointer, 'enabled is a switch', 'true or false', issues);
}

function attributesOf(
  input: Fields,
  constraints: Constraints,
  pointer: string,
  issues: IssueList,
): ReadonlyMap<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>();
  for (const [name, value] of Object.entries(input)) {
    const at = child(pointer, name);
    if (!constraints.has(name)) {
      const report = {
        pointer: at,
        message: 'there is a value of an attribute that is not defined',
        found: name,
      };
      const allowed = [...constraints.keys()].join(', ');
      issues.error({ code: 'not-allowed', ...report, allowed, fix: 'define the attribute under flags' });
    }
    const checked = attributeValue(value, constraints.get(name), at, issues);
    if (checked !== undefined) attributes.set(name, checked);
  }
  for (const [name, rules] of constraints) {
    if (!isRecord(rules) || rules.required !== true || attributes.has(name)) continue;
    const report = { pointer, message: `the attribute ${name} is required`, allowed: 'a value of it' };
    issues.error({ code: 'missing-key', ...report, fix: 'add it, or do not require it' });
  }
  return attributes;
}
