import { invalidNextToken } from './errors.ts';

/** One page of a longer list and the token of the next one, absent on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

/** The `size` items after `token`; a token is the position it continues from. */
export function page<Item>(all: readonly Item[], token: string | undefined, size: number): Page<Item> {
  const start = positionOf(token);
  const end = start + size;
  const items = all.slice(start, end);
  return end < all.length ? { items, nextToken: String(end) } : { items };
}

/** Position that a token stands for; no token is the beginning. Throws `InvalidNextToken`. */
export function positionOf(token: string | undefined): number {
  if (token === undefined) return 0;
  if (!/^[1-9]\d{0,9}$/.test(token)) throw invalidNextToken(token);
  return Number(token);
}
