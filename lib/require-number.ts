import { Token } from 'aws-cdk-lib';

/** Limits of a number a user passes in; all inclusive. */
export interface NumberLimits {
  readonly min: number;
  readonly max: number;
  /** @default false */
  readonly integer?: boolean;
}

/**
 * Refuses a number outside its limits, at synth. A token passes: its value is not known yet.
 *
 * @param prop name of the prop with its unit, for the message.
 * @throws naming prop, value and limits.
 */
export function requireNumber(prop: string, value: number, limits: NumberLimits): void {
  if (Token.isUnresolved(value)) return;
  const { min, max, integer = false } = limits;
  const fits = value >= min && value <= max && (!integer || Number.isInteger(value));
  if (fits) return;
  const kind = integer ? 'a whole number' : 'a number';
  throw new Error(`${prop} is ${value}, but must be ${kind} from ${min} to ${max}: change ${prop}`);
}
