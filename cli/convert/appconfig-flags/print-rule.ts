import type { RuleOperand, VariantRule } from './rule.ts';

/** A rule in the form that `parseRule` reads. */
export function printRule(rule: VariantRule): string {
  switch (rule.kind) {
    case 'and':
    case 'or':
      return `(${rule.kind} ${rule.of.map(printRule).join(' ')})`;
    case 'not':
      return `(not ${printRule(rule.of)})`;
    case 'binary':
      return `(${rule.operator} ${printOperand(rule.left)} ${printOperand(rule.right)})`;
    case 'in':
      return `(in ${printOperand(rule.subject)} [${rule.list.map(printOperand).join(', ')}])`;
    case 'matches':
      return `(matches in::${printOperand(rule.subject)} pattern::${printText(rule.pattern)})`;
    case 'exists':
      return `(exists key::${printText(rule.key)})`;
    case 'split': {
      const seed = rule.seed === undefined ? '' : ` seed::${printText(rule.seed)}`;
      return `(split pct::${rule.percentage} by::$${rule.by}${seed})`;
    }
  }
}

function printOperand(operand: RuleOperand): string {
  switch (operand.kind) {
    case 'context':
      return `$${operand.key}`;
    case 'timestamp':
      return operand.text;
    case 'literal':
      return typeof operand.value === 'string' ? printText(operand.value) : String(operand.value);
  }
}

/** JSON's escapes are a part of Amazon Ion's. */
function printText(text: string): string {
  return JSON.stringify(text);
}
