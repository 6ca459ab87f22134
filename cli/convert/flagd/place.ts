import { child } from '../../../core/document/issue-list.ts';
import { attributeProblem } from '../attribute-name.ts';
import { type Expression, NOBODY } from '../expression/expression.ts';
import type { LossList } from '../loss-list.ts';
import { type Logic, operandsOf, operationOf, TARGETING_KEY } from './logic.ts';

/** A piece of JsonLogic, where it is, and who loses what of it. */
export interface Place {
  readonly logic: Logic;
  readonly pointer: string;
  readonly losses: LossList;
}

/** The attribute that a variable names; nothing after it was refused. */
export function attributeIn(place: Place): string | undefined {
  const operation = operationOf(place.logic);
  const [name, ...others] = operation?.operands ?? [];
  if (operation?.name !== 'var' || typeof name !== 'string' || others.length > 0) {
    refused(place, 'a comparison of what is no attribute');
    return undefined;
  }
  if (name === TARGETING_KEY) return 'user_id';
  const problem = name.includes('.') ? 'a flag document has no paths' : attributeProblem(name);
  if (problem !== undefined) {
    place.losses.add('refused', place.pointer, `attribute ${name}`, problem);
    return undefined;
  }
  if (name === 'user_id') {
    const why =
      'the targeting key is user_id here: it differs where the attribute user_id is not the targeting key';
    place.losses.add('approximated', place.pointer, 'attribute user_id', why);
  }
  return name;
}

/** The attribute that a variable names, whatever is wrong with it. */
export function plainAttribute(value: Logic): string | undefined {
  const [name] = operandsOf(value, 'var') ?? [];
  if (typeof name !== 'string') return undefined;
  return name === TARGETING_KEY ? 'user_id' : name;
}

/** An operand of an operation. */
export function operandPlace(place: Place, name: string, logic: Logic, at: number): Place {
  const within = child(place.pointer, name);
  const isList = Array.isArray((place.logic as Readonly<Record<string, unknown>>)[name]);
  return { ...place, logic, pointer: isList ? child(within, at) : within };
}

/** Name of the evaluator that is referred to. */
export function referenceIn(logic: Logic): string | undefined {
  const [name] = operandsOf(logic, '$ref') ?? [];
  return typeof name === 'string' ? name : undefined;
}

/** Takes down that the flag cannot be carried over; what comes back means nothing. */
export function refused({ pointer, losses }: Place, what: string): Expression {
  losses.add('refused', pointer, what, 'a flag document has no such condition');
  return NOBODY;
}

export function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
