import type { Interval } from '../../core/experiment/comparison.ts';

/** `−15 % to −3 %`; an open end is said in words. */
export function intervalText(interval: Interval | undefined, textOf: (value: number) => string): string {
  const { low, high } = interval ?? {};
  if (low === undefined && high === undefined) return 'no bounds';
  if (low === undefined) return `${textOf(high ?? 0)} at most`;
  return high === undefined ? `${textOf(low)} at least` : `${textOf(low)} to ${textOf(high)}`;
}
