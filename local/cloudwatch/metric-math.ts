import { validationError } from './errors.ts';
import type { MathNode } from './math-expression.ts';
import { type MathValue, mathFunction } from './math-functions.ts';
import { type BinaryOperator, OPERATIONS } from './math-operators.ts';
import { mapPoints, type TimeSeries, zipPoints } from './time-series.ts';

/** What the names of an expression stand for. */
export interface MathScope {
  /** The series of an id. Throws `ValidationError` for an unknown one. */
  series(id: string): TimeSeries;
  /** METRICS(): the series of the request's metrics, not of its expressions, whose id contains the text. */
  metrics(contains: string): readonly TimeSeries[];
}

/** Evaluates an expression to the one time series it must give. Throws `ValidationError` for anything else. */
export function evaluateMath(node: MathNode, scope: MathScope): TimeSeries {
  const value = evaluate(node, scope);
  if (value.kind === 'series') return value.series;
  throw validationError(
    `got ${value.kind === 'array' ? 'an array of time series' : 'a scalar'} as the result of an expression, allowed is one time series; combine or compare it with a metric`,
  );
}

function evaluate(node: MathNode, scope: MathScope): MathValue {
  switch (node.kind) {
    case 'number':
      return { kind: 'scalar', value: node.value };
    case 'repeat':
      return { kind: 'repeat' };
    case 'id':
      return { kind: 'series', series: scope.series(node.id) };
    case 'metrics':
      return { kind: 'array', elements: scope.metrics(node.contains) };
    case 'array':
      return { kind: 'array', elements: node.elements.flatMap((item) => asElements(evaluate(item, scope))) };
    case 'negate':
      return binary('-', { kind: 'scalar', value: 0 }, evaluate(node.operand, scope));
    case 'binary':
      return binary(node.operator, evaluate(node.left, scope), evaluate(node.right, scope));
    case 'call': {
      const apply = mathFunction(node.name);
      return apply(node.arguments.map((argument) => evaluate(argument, scope)));
    }
  }
}

function asElements(value: MathValue): readonly TimeSeries[] {
  if (value.kind === 'series') return [value.series];
  if (value.kind === 'array') return value.elements;
  throw validationError('got a scalar in an array, allowed are time series; name a metric or an expression');
}

/** A side of an operator, once arrays are taken apart. */
type Operand = number | TimeSeries;

function binary(operator: BinaryOperator, left: MathValue, right: MathValue): MathValue {
  if (left.kind === 'array') {
    const other = operand(operator, right);
    return { kind: 'array', elements: left.elements.map((item) => combineSeries(operator, item, other)) };
  }
  const value = operand(operator, left);
  if (right.kind === 'array') {
    return { kind: 'array', elements: right.elements.map((item) => combineWith(operator, value, item)) };
  }
  const other = operand(operator, right);
  if (typeof value !== 'number') return { kind: 'series', series: combineSeries(operator, value, other) };
  if (typeof other !== 'number') return { kind: 'series', series: combineWith(operator, value, other) };
  return { kind: 'scalar', value: OPERATIONS[operator](value, other) };
}

function operand(operator: BinaryOperator, value: MathValue): Operand {
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'series') return value.series;
  throw validationError(
    value.kind === 'repeat'
      ? `got REPEAT beside ${operator}, allowed is the second argument of FILL; move it there`
      : `got two arrays beside ${operator}, allowed is one; combine single series instead`,
  );
}

function combineSeries(operator: BinaryOperator, left: TimeSeries, right: Operand): TimeSeries {
  const apply = OPERATIONS[operator];
  return typeof right === 'number'
    ? mapPoints(left, (value) => apply(value, right))
    : zipPoints(left, right, apply);
}

function combineWith(operator: BinaryOperator, left: Operand, right: TimeSeries): TimeSeries {
  const apply = OPERATIONS[operator];
  return typeof left === 'number'
    ? mapPoints(right, (value) => apply(left, value))
    : zipPoints(left, right, apply);
}
