import { Token } from 'aws-cdk-lib';

/** Limits of a number a user passes in; all inclusive. */
export interface NumberLimits {
  readonly min: number;
  readonly max: number;
  /** @default false */
  readonly integer?: boolean;
  /**
   * Whether synthesis reckons with the number, so that a token will not do.
   * @default false
   */
  readonly known?: boolean;
}

/**
 * Refuses a number outside its limits, at synth. A token passes unless the number must be known: its value is not known
 * yet.
 *
 * @param prop name of the prop with its unit, for the message.
 * @throws naming prop, value and limits.
 */
export function requireNumber(prop: string, value: number, limits: NumberLimits): void {
  const problem = numberProblem(prop, value, limits);
  if (problem !== undefined) throw new Error(problem);
}

/** What `requireNumber` would say of a number; `undefined` when it lies within its limits. */
export function numberProblem(
  prop: string,
  value: number | undefined,
  limits: NumberLimits,
): string | undefined {
  const { min, max, integer = false, known = false } = limits;
  if (Token.isUnresolved(value)) {
    if (!known) return undefined;
    return `${prop} is a token, but must be known at synth: give ${prop} as a number from ${min} to ${max}`;
  }
  const fits =
    typeof value === 'number' && value >= min && value <= max && (!integer || Number.isInteger(value));
  if (fits) return undefined;
  const kind = integer ? 'a whole number' : 'a number';
  return `${prop} is ${value ?? 'missing'}, but must be ${kind} from ${min} to ${max}: change ${prop}`;
}
