import type { Scalar } from '../../../core/document/flag-document.ts';
import { DEFAULT_BUCKET_BY } from '../../../core/evaluation/compile.ts';

/** JsonLogic, as flagd has it: a value, or an object whose one member is an operation. */
export type Logic = Scalar | null | readonly Logic[] | { readonly [operation: string]: Logic };

/** What OpenFeature calls the unit; here it is the attribute `user_id`. */
export const TARGETING_KEY = 'targetingKey';
/** Seconds since 1970 at which flagd evaluates. */
export const TIMESTAMP: Logic = { var: '$flagd.timestamp' };
/** Arms of a percentage that is tested. */
export const [IN, OUT] = ['in', 'out'];

export function variable(attribute: string): Logic {
  return { var: attribute === DEFAULT_BUCKET_BY ? TARGETING_KEY : attribute };
}

export function isText(value: Logic): readonly Logic[] {
  // Without a value to join, engines say nothing or something of their own.
  return [{ '!==': [value, null] }, { '===': [value, { cat: [value] }] }];
}

/** Comparisons take texts, `true` and nothing at all for numbers; these are left out. */
export function isNumber(value: Logic): readonly Logic[] {
  return [
    { '!==': [value, null] },
    { '!==': [value, { cat: [value] }] },
    { '!': [{ in: [value, [true, false]] }] },
  ];
}

/** Whether there is something to be dealt to a bucket; one operation, so that it stays one among others. */
export function isUnit(bucketBy: string): Logic {
  const unit = variable(bucketBy);
  if (bucketBy === DEFAULT_BUCKET_BY) return { '!!': [unit] };
  const tests = [{ '!==': [unit, null] }, { '!==': [unit, ''] }, { '!': [{ in: [unit, [true, false]] }] }];
  return { '!!': [{ and: tests }] };
}

/** Deals units by the text that is hashed, a constant beginning and the unit. */
export function fractional(
  beginning: string,
  bucketBy: string,
  arms: readonly (readonly [string, number])[],
): Logic {
  return { fractional: [{ cat: [beginning, variable(bucketBy)] }, ...arms] };
}

/** Whether the unit is in a percentage, in buckets of 100,000. */
export function isWithin(beginning: string, bucketBy: string, buckets: number): Logic {
  return {
    '===': [
      fractional(beginning, bucketBy, [
        [IN, buckets],
        [OUT, 100_000 - buckets],
      ]),
      IN,
    ],
  };
}

/** Whether all hold; one that always does needs no saying. */
export function conjunction(parts: readonly Logic[]): Logic {
  const flat = parts.flatMap((part) => operandsOf(part, 'and') ?? (part === true ? [] : [part]));
  const [first] = flat;
  if (first === undefined) return true;
  return flat.length === 1 ? first : { and: flat };
}

/** Operands of an operation as a list; nothing for any other. */
export function operandsOf(logic: Logic, operation: string): readonly Logic[] | undefined {
  const found = operationOf(logic);
  return found?.name === operation ? found.operands : undefined;
}

/** The operation, and its operands as a list, also where one stands without. */
export function operationOf(
  logic: Logic,
): { readonly name: string; readonly operands: readonly Logic[] } | undefined {
  if (typeof logic !== 'object' || logic === null || Array.isArray(logic)) return undefined;
  const [entry, ...others] = Object.entries(logic as { readonly [operation: string]: Logic });
  if (entry === undefined || others.length > 0) return undefined;
  const [name, operand] = entry;
  return { name, operands: Array.isArray(operand) ? (operand as readonly Logic[]) : [operand] };
}
