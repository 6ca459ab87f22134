import { badArgument } from '../bad-argument.ts';

/** Which numbers an option takes, both ends included. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
}

/** For commander: reads the option's text, or throws `bad-argument` naming option, text and range. */
export function numberIn(option: string, range: NumberRange): (text: string) => number {
  return (text) => {
    const value = numberOf(text);
    if (value >= range.min && value <= range.max && (!range.isWhole || Number.isInteger(value))) return value;
    throw badArgument(`${option} is ${JSON.stringify(text)}; use ${wordsOf(range)}`);
  };
}

/** For commander: reads a percentage from 0 to 100, in steps of 0.001. */
export function percentageIn(option: string): (text: string) => number {
  return (text) => {
    const value = numberOf(text);
    if (isPercentage(value)) return value;
    throw badArgument(`${option} is ${JSON.stringify(text)}; use a number from 0 to 100, in steps of 0.001`);
  };
}

/** For commander: reads growing percentages separated by commas, each above 0 and at most 100, in steps of 0.001. */
export function percentagesOf(option: string): (text: string) => readonly number[] {
  return (text) => {
    const values = text.split(',').map((part) => numberOf(part));
    const isGrowing = values.every((value, at) => at === 0 || value > (values[at - 1] ?? 0));
    if (isGrowing && values.every((value) => value > 0 && isPercentage(value))) return values;
    const allowed = 'growing percentages from 0.001 to 100 in steps of 0.001, such as 1,5,25,50,100';
    throw badArgument(`${option} is ${JSON.stringify(text)}; use ${allowed}`);
  };
}

function isPercentage(value: number): boolean {
  return value >= 0 && value <= 100 && Math.abs(value * 1000 - Math.round(value * 1000)) < 1e-6;
}

/** NaN for what is no decimal number. */
function numberOf(text: string): number {
  return /^\s*-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
}

function wordsOf({ min, max, isWhole }: NumberRange): string {
  return `a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}`;
}
