import { parseDay } from '../../core/time/iso8601.ts';
import { badArgument } from '../bad-argument.ts';

/** For commander: takes a day `YYYY-MM-DD` as it is written. */
export function dayTextIn(option: string): (text: string) => string {
  const read = dayIn(option);
  return (text) => {
    read(text);
    return text;
  };
}

/** For commander: reads a day `YYYY-MM-DD` as its first moment (UTC), epoch milliseconds. */
export function dayIn(option: string): (text: string) => number {
  return (text) => {
    const start = parseDay(text);
    if (start !== undefined) return start;
    throw badArgument(`${option} is ${JSON.stringify(text)}; use a day such as 2027-01-31`);
  };
}
