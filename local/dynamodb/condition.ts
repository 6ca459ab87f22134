import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, isSame, ordered } from './attribute-value.ts';
import { validation } from './errors.ts';
import type { Expression } from './expression.ts';

/** Whether an item, or the lack of one, is as it is wanted. */
export type Condition = (item: Item) => boolean;

/**
 * Reads a condition expression: comparisons, `attribute_exists`, `attribute_not_exists`, `AND`, `OR`, `NOT` and brackets,
 * of which `NOT` binds most and `OR` least. Throws `ValidationException` for anything else.
 */
export function readCondition(expression: Expression, text: string): Condition {
  expression.read(text);
  const condition = either(expression);
  if (!expression.isAtEnd) throw validation(`got ${expression.take()} after a condition`);
  return condition;
}

function either(expression: Expression): Condition {
  const parts = [both(expression)];
  while (expression.takes('OR')) parts.push(both(expression));
  return (item) => parts.some((holds) => holds(item));
}

function both(expression: Expression): Condition {
  const parts = [single(expression)];
  while (expression.takes('AND')) parts.push(single(expression));
  return (item) => parts.every((holds) => holds(item));
}

function single(expression: Expression): Condition {
  if (expression.takes('NOT')) {
    const holds = single(expression);
    return (item) => !holds(item);
  }
  if (expression.takes('(')) {
    const inner = either(expression);
    expression.expect(')');
    return inner;
  }
  if (expression.takes('attribute_exists')) return existence(expression, true);
  if (expression.takes('attribute_not_exists')) return existence(expression, false);
  return comparison(expression);
}

function existence(expression: Expression, wanted: boolean): Condition {
  expression.expect('(');
  const name = expression.name();
  expression.expect(')');
  return (item) => Object.hasOwn(item, name) === wanted;
}

function comparison(expression: Expression): Condition {
  const left = operand(expression);
  const operator = expression.take();
  const compare = COMPARISONS.get(operator);
  if (compare === undefined) {
    throw validation(`got ${operator} in a condition; use ${[...COMPARISONS.keys()].join(' ')}`);
  }
  const right = operand(expression);
  return (item) => {
    const [one, other] = [left(item), right(item)];
    // An attribute that is not there compares with nothing, except that it is not the same.
    if (one === undefined || other === undefined) return operator === '<>' && one !== other;
    return compare(one, other);
  };
}

function operand(expression: Expression): (item: Item) => AttributeValue | undefined {
  const value = expression.value();
  if (value !== undefined) return () => value;
  const name = expression.name();
  return (item) => (Object.hasOwn(item, name) ? item[name] : undefined);
}

const COMPARISONS = new Map<string, (left: AttributeValue, right: AttributeValue) => boolean>([
  ['=', isSame],
  ['<>', (left, right) => !isSame(left, right)],
  ['<', (left, right) => ordered(left, right) === -1],
  ['<=', (left, right) => (ordered(left, right) ?? 1) <= 0],
  ['>', (left, right) => ordered(left, right) === 1],
  ['>=', (left, right) => (ordered(left, right) ?? -1) >= 0],
]);
