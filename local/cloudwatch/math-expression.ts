import jsep from 'jsep';
import { validationError } from './errors.ts';
import { BINARY_OPERATORS, type BinaryOperator } from './math-operators.ts';

/** A parsed metric math expression. */
export type MathNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'negate'; readonly operand: MathNode }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: MathNode;
      readonly right: MathNode;
    }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly MathNode[] }
  | { readonly kind: 'metrics'; readonly contains: string }
  | { readonly kind: 'array'; readonly elements: readonly MathNode[] };

// Words beside the signs, and `^` as power, which binds closest and to the right.
jsep.addBinaryOp('OR', 1);
jsep.addBinaryOp('AND', 2);
jsep.addBinaryOp('^', 11, true);

const ID = /^[a-z][a-zA-Z0-9_]*$/;

/** Parses metric math. Throws `ValidationError` for syntax that CloudWatch or this model of it does not know. */
export function parseMathExpression(expression: string): MathNode {
  return toNode(parse(expression), expression);
}

function parse(expression: string): jsep.Expression {
  try {
    return jsep(expression);
  } catch (error) {
    const why = error instanceof Error ? error.message.toLowerCase() : String(error);
    throw validationError(`got expression ${JSON.stringify(expression)}, which does not parse: ${why}`);
  }
}

function toNode(parsed: jsep.Expression, source: string): MathNode {
  // jsep types its nodes by an open union; the cast names the closed one it documents.
  const node = parsed as jsep.CoreExpression;
  switch (node.type) {
    case 'Literal':
      if (typeof node.value === 'number') return { kind: 'number', value: node.value };
      break;
    case 'Identifier':
      if (node.name === 'REPEAT') return { kind: 'repeat' };
      if (ID.test(node.name)) return { kind: 'id', id: node.name };
      break;
    case 'UnaryExpression':
      if (node.operator === '-') return { kind: 'negate', operand: toNode(node.argument, source) };
      break;
    case 'BinaryExpression':
      return {
        kind: 'binary',
        operator: binaryOperator(node.operator, source),
        left: toNode(node.left, source),
        right: toNode(node.right, source),
      };
    case 'ArrayExpression':
      return {
        kind: 'array',
        elements: node.elements.map((item) =>
          item ? toNode(item, source) : unknown('an empty element', source),
        ),
      };
    case 'CallExpression':
      return callNode(node, source);
  }
  return unknown(node.type, source);
}

function binaryOperator(operator: string, source: string): BinaryOperator {
  const known = BINARY_OPERATORS.find((name) => name === operator);
  return known ?? unknown(`operator ${operator}`, source);
}

function callNode(node: jsep.CallExpression, source: string): MathNode {
  // Casts: jsep types `callee` and arguments by the open union.
  const callee = node.callee as jsep.CoreExpression;
  if (callee.type !== 'Identifier') return unknown('call', source);
  if (callee.name !== 'METRICS') {
    return {
      kind: 'call',
      name: callee.name,
      arguments: node.arguments.map((argument) => toNode(argument, source)),
    };
  }
  const [filter, ...others] = node.arguments as jsep.CoreExpression[];
  if (filter === undefined) return { kind: 'metrics', contains: '' };
  if (others.length === 0 && filter.type === 'Literal' && typeof filter.value === 'string') {
    return { kind: 'metrics', contains: filter.value };
  }
  return unknown('argument of METRICS', source);
}

function unknown(what: string, source: string): never {
  throw validationError(
    `got ${what} in expression ${JSON.stringify(source)}, allowed are numbers, ids that start with a lower-case letter, operators ${BINARY_OPERATORS.join(' ')}, functions and arrays; correct the expression`,
  );
}
