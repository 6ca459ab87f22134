import { badRequest } from './errors.ts';
import { inRange } from './input.ts';

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

interface Page<Item> {
  readonly Items: Item[];
  readonly NextToken?: string;
}

const MOST_RESULTS = 50;

/** One page of a list; `MaxResults` 1 to 50, default 50. The token is the position and outlives changes of the list. */
export function pageOf<Item>(items: readonly Item[], { MaxResults, NextToken }: PageRequest): Page<Item> {
  const size = inRange(MaxResults ?? MOST_RESULTS, { member: 'MaxResults', min: 1, max: MOST_RESULTS });
  const start = NextToken === undefined ? 0 : positionOf(NextToken);
  const Items = items.slice(start, start + size);
  const end = start + Items.length;
  return end < items.length ? { Items, NextToken: `after-${end}` } : { Items };
}

function positionOf(token: string): number {
  const match = /^after-(\d+)$/.exec(token);
  if (match === null) throw badRequest('NextToken was not given by this list; start again without one');
  return Number(match[1]);
}
