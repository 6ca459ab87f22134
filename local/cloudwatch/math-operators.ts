/** Binary operators of metric math. */
export const BINARY_OPERATORS = [
  '+',
  '-',
  '*',
  '/',
  '^',
  '<',
  '<=',
  '>',
  '>=',
  '==',
  '!=',
  'AND',
  'OR',
  '&&',
  '||',
] as const;

export type BinaryOperator = (typeof BINARY_OPERATORS)[number];

type Operation = (left: number, right: number) => number;

const and: Operation = (left, right) => Number(left !== 0 && right !== 0);
const or: Operation = (left, right) => Number(left !== 0 || right !== 0);

/** What each operator does to two numbers; comparison and logic answer 1 or 0, and every number but 0 is true. */
export const OPERATIONS: Readonly<Record<BinaryOperator, Operation>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  AND: and,
  '&&': and,
  OR: or,
  '||': or,
};
