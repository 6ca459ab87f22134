import { elementAt } from '../../core/element-at.ts';
import type { GuardData } from '../../core/guard/guard-data.ts';

/** The share that the candidate had and the one it should have had, over the minutes in which that is known. */
export function sampleRatioSentence({ requests: { minutes }, shares }: GuardData): string {
  let [candidate, both, low, high] = [0, 0, 0, 0];
  for (const [at, share] of shares.entries()) {
    if (share === undefined) continue;
    const exposed = elementAt(minutes.candidate.exposures, at);
    const all = exposed + elementAt(minutes.control.exposures, at);
    candidate += exposed;
    both += all;
    low += all * share.low;
    high += all * share.high;
  }
  const stated = low === high ? percent(low / both) : `${percent(low / both)} to ${percent(high / both)}`;
  return `the candidate has ${percent(candidate / both)} of ${both} compared requests, the document says ${stated}; nobody is promoted until the shares are right`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
