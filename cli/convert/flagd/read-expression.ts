import { child } from '../../../core/document/issue-list.ts';
import { KEY_PATTERN } from '../../../core/document/limits.ts';
import type { ConditionBuilder } from '../expression/condition-builder.ts';
import { allOf, anyOf, EVERYBODY, type Expression, NOBODY, notOf, testOf } from '../expression/expression.ts';
import type { LossList } from '../loss-list.ts';
import { isNumber, type Logic, operandsOf, operationOf, variable } from './logic.ts';
import {
  attributeIn,
  operandPlace,
  type Place,
  plainAttribute,
  referenceIn,
  refused,
  same,
} from './place.ts';
import { COMPARISONS, readTest } from './read-test.ts';
import { writeOperator } from './write-expression.ts';

const NO_OPERANDS = 'an operation without operands';
const SEGMENT = new RegExp(KEY_PATTERN);

/** Reads what decides between outcomes. Shared evaluators become segments by their names. */
export class ExpressionReader {
  readonly #evaluators: Readonly<Record<string, Logic>>;
  readonly #builder: ConditionBuilder;
  /** Evaluators that are being read: one that comes to itself again says nothing. */
  readonly #open: string[] = [];
  /** What evaluators say, for whoever has been told what is lost of them: what is referred to often is read once. */
  readonly #read = new WeakMap<LossList, Map<string, Expression>>();

  constructor(evaluators: Readonly<Record<string, Logic>>, builder: ConditionBuilder) {
    this.#evaluators = evaluators;
    this.#builder = builder;
  }

  /** Reads the piece itself, or the evaluator that it refers to; one that leads back to itself stays a reference. */
  within<Value>(place: Place, read: (resolved: Place) => Value): Value {
    const opened = this.#open.length;
    let inner = place;
    for (let name = this.#known(inner); name !== undefined; name = this.#known(inner)) {
      this.#open.push(name);
      const logic = this.#evaluators[name] ?? null;
      inner = { ...place, logic, pointer: child('/$evaluators', name) };
    }
    const value = read(inner);
    this.#open.length = opened;
    return value;
  }

  read(place: Place): Expression {
    const { logic } = place;
    if (typeof logic === 'boolean') return logic ? EVERYBODY : NOBODY;
    const operation = operationOf(logic);
    if (operation === undefined) return refused(place, 'a value in place of a condition');
    const places = operation.operands.map((operand, at) => operandPlace(place, operation.name, operand, at));
    switch (operation.name) {
      case 'and':
        return places.length === 0 ? refused(place, NO_OPERANDS) : allOf(this.readEach(places));
      case 'or':
        return isContains(logic) ?? anyOf(places.map((one) => this.read(one)));
      case '!':
        return notOf(this.#only(place, places));
      case '!!':
        return this.#only(place, places);
      case 'var':
        return this.#truthy(place);
      case '$ref':
        return this.#reference(place);
      default:
        return readTest(place, operation.name, operation.operands);
    }
  }

  /** What a list of conditions says one by one; comparisons that look out for their types are told from bare ones. */
  readEach(places: readonly Place[]): readonly Expression[] {
    const read: Expression[] = [];
    for (let at = 0; at < places.length; at += 1) {
      const guarded = guardedComparison(places.slice(at, at + GUARDED).map(({ logic }) => logic));
      const place = places[at];
      if (guarded !== undefined) {
        read.push(guarded);
        at += GUARDED - 1;
      } else if (place) read.push(this.read(place));
    }
    return read;
  }

  #only(place: Place, [only]: readonly Place[]): Expression {
    return only === undefined ? refused(place, NO_OPERANDS) : this.read(only);
  }

  #truthy(place: Place): Expression {
    const attribute = attributeIn(place);
    if (attribute === undefined) return NOBODY;
    return allOf([testOf(attribute, { exists: true }), notOf(testOf(attribute, { in: [false, 0, ''] }))]);
  }

  #reference(place: Place): Expression {
    const name = this.#known(place);
    if (name === undefined) return refused(place, 'a reference to no evaluator');
    const read = this.#read.get(place.losses) ?? new Map<string, Expression>();
    this.#read.set(place.losses, read);
    const expression = read.get(name) ?? this.#evaluator(name, place);
    read.set(name, expression);
    return expression;
  }

  #evaluator(name: string, place: Place): Expression {
    const expression = this.within(place, (inner) => this.read(inner));
    if (!SEGMENT.test(name)) return expression;
    if (!this.#builder.has(name)) this.#builder.define(name, expression);
    return { kind: 'segment', name };
  }

  /** The evaluator that is referred to, if there is one and it is not being read. */
  #known({ logic }: Place): string | undefined {
    const name = referenceIn(logic);
    return name !== undefined && Object.hasOwn(this.#evaluators, name) && !this.#open.includes(name)
      ? name
      : undefined;
  }
}

/** Pieces of a guarded comparison: what {@link isNumber} asks, and the comparison. */
const GUARDED = isNumber(null).length + 1;

function guardedComparison(pieces: readonly Logic[]): Expression | undefined {
  const last = pieces.at(-1);
  const operation = last === undefined ? undefined : operationOf(last);
  const operator = operation && COMPARISONS.get(operation.name);
  const [value, limit] = operation?.operands ?? [];
  if (pieces.length < GUARDED || !operator || value === undefined || typeof limit !== 'number')
    return undefined;
  const attribute = plainAttribute(value);
  if (attribute === undefined || !same(isNumber(variable(attribute)), pieces.slice(0, -1))) return undefined;
  return testOf(attribute, { [operator]: limit });
}

function isContains(logic: Logic): Expression | undefined {
  const [text, list] = operandsOf(operandsOf(logic, 'or')?.[1] ?? null, 'in') ?? [];
  const value = operandsOf(list ?? null, 'merge')?.[0];
  const attribute = value === undefined ? undefined : plainAttribute(value);
  if (attribute === undefined || typeof text !== 'string') return undefined;
  const written = writeOperator('contains', attribute, text, () => {});
  return same(written, logic) ? testOf(attribute, { contains: text }) : undefined;
}
