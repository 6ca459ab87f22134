import { parseInstant } from '../../core/time/iso8601.ts';
import { badArgument } from '../bad-argument.ts';

/** For commander: reads a day or a moment, epoch milliseconds; a day is its first moment, UTC. */
export function instantIn(option: string): (text: string) => number {
  return (text) => {
    const instant = parseInstant(text);
    if (instant !== undefined) return instant;
    const allowed = 'a day such as 2027-01-31, or a moment such as 2027-01-31T09:30Z';
    throw badArgument(`${option} is ${JSON.stringify(text)}; use ${allowed}`);
  };
}
