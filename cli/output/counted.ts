import { countText } from './count-text.ts';

/** A number of things with their name: `1 error`, `12,500 users`. */
export function counted(count: number, what: string): string {
  return `${countText(count)} ${what}${count === 1 ? '' : 's'}`;
}
