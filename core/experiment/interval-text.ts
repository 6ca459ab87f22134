import type { Interval } from './comparison.ts';

/** An interval in words, wherever it is shown: `1.1 % to 7.3 %`; an end that is not there is `no bound`. */
export function intervalText({ low, high }: Interval, textOf: (value: number) => string): string {
  const [from, to] = [low, high].map((end) => (end === undefined ? 'no bound' : textOf(end)));
  return `${from} to ${to}`;
}
