import { badRequest } from './errors.ts';

/** The member of a request, which the API declares as required. */
export function required<Value>(value: Value | undefined, member: string): Value {
  if (value === undefined) throw badRequest(`${member} is missing`);
  return value;
}

/** A name of 1 to 64 characters, the length AppConfig allows for every name and label. */
export function named(value: string | undefined, member: string): string {
  const name = required(value, member);
  if (name.length < 1 || name.length > 64) {
    throw badRequest(`${member} has ${name.length} characters, allowed are 1 to 64`);
  }
  return name;
}

/** A number of the closed range, which must be whole unless `fractions` is set. */
export function inRange(
  value: number,
  { member, min, max, fractions = false }: { member: string; min: number; max: number; fractions?: boolean },
): number {
  if (!(value >= min && value <= max) || !(fractions || Number.isInteger(value))) {
    throw badRequest(
      `${member} is ${value}, allowed is ${fractions ? 'a number' : 'a whole number'} from ${min} to ${max}`,
    );
  }
  return value;
}

type Given<Members> = { [Member in keyof Members]?: Exclude<Members[Member], undefined> };

/** The members the caller gave: in an update, what is left out stays as it is. */
export function given<Members extends object>(members: Members): Given<Members> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<Members>;
}
