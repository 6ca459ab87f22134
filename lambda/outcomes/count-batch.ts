import type { CountOnce, CountResult } from './count-once.ts';
import { Emission } from './emission.ts';
import type { OutcomeItem } from './outcome-item.ts';

/** What became of one item of a batch: counted or not, and why. */
export type ItemResult = CountResult | 'out-of-time';

export interface BatchPorts {
  readonly counting: CountOnce;
  /** Writes the records of items that are counted, synchronously. */
  readonly write: (items: readonly OutcomeItem[]) => void;
  /** Whether there is time to note what was counted. */
  readonly hasTime: () => boolean;
}

/**
 * Counts a batch, each item by itself: claims all of them, writes their records at once, and notes that each is counted.
 * What cannot be claimed is not counted, and no reason for the others not to be. Where too little time is left to note
 * them, nothing is counted.
 */
export async function countBatch(
  items: readonly OutcomeItem[],
  { counting, write, hasTime }: BatchPorts,
): Promise<readonly ItemResult[]> {
  const firsts = new Map(items.toReversed().map((item) => [item.key, item]));
  let isLate = false;
  const emission = new Emission<OutcomeItem>(firsts.size, (joined) => {
    isLate = !hasTime();
    if (isLate) throw new Error('too little time is left');
    if (joined.length > 0) write(joined);
  });
  const results = new Map<string, ItemResult>();
  const attempts = [...firsts].map(async ([key, item]) => {
    const result = await countOne(item, emission, counting);
    results.set(key, result === 'store-unavailable' && isLate ? 'out-of-time' : result);
  });
  await Promise.all(attempts);
  return items.map((item) => resultOf(item, firsts.get(item.key), results.get(item.key)));
}

async function countOne(
  item: OutcomeItem,
  emission: Emission<OutcomeItem>,
  counting: CountOnce,
): Promise<CountResult> {
  let hasJoined = false;
  const result = await counting.once(item, () => {
    hasJoined = true;
    return emission.join(item);
  });
  if (!hasJoined) emission.leave();
  return result;
}

/** Of the same outcome twice in a batch, the first counts. */
function resultOf(
  item: OutcomeItem,
  first: OutcomeItem | undefined,
  result: ItemResult = 'store-unavailable',
): ItemResult {
  if (item === first || !COUNTED.has(result)) return result;
  return item.value === first?.value ? 'duplicate' : 'value-conflict';
}

const COUNTED: ReadonlySet<ItemResult> = new Set(['counted', 'unsettled', 'duplicate']);
