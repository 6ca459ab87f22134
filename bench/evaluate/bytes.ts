import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { median } from '../statistics.ts';

/** Calls of a batch: what they allocate has to fit into the young generation, which starts with a megabyte. */
const CALLS = 100;
const BATCHES = 60;

/**
 * Bytes that a call leaves on the heap for the garbage collector: growth of the heap over a batch that follows a
 * collection, the median over batches. Batches in which the heap was collected are left out.
 *
 * @throws when every batch was.
 */
export async function bytesPerCall(call: (nth: number) => unknown): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const batches: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let nth = 0; nth < CALLS; nth++) await call(batch * CALLS + nth);
    const grown = process.memoryUsage().heapUsed - before;
    if (grown > 0) batches.push(grown / CALLS);
  }
  if (batches.length === 0) throw new Error('every batch was collected; make batches smaller');
  return median(batches);
}
