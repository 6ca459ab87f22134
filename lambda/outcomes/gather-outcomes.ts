import { MAX_VALUES } from '../embedded-metrics.ts';
import type { Outcome } from './outcome-record.ts';

/** An outcome of one answer. */
export interface SingleOutcome extends Outcome {
  readonly value: number;
}

/**
 * Puts the values of outcomes that are alike in everything else together, a hundred at most, so that a batch takes few
 * records. Every value stays a sample of its own.
 */
export function gatherOutcomes(outcomes: readonly SingleOutcome[]): readonly Outcome[] {
  const open = new Map<string, number[]>();
  const gathered: Outcome[] = [];
  for (const { value, ...alike } of outcomes) {
    const key = JSON.stringify(alike);
    const values = open.get(key);
    if (values !== undefined && values.length < MAX_VALUES) {
      values.push(value);
      continue;
    }
    const first = [value];
    open.set(key, first);
    gathered.push({ ...alike, value: first });
  }
  return gathered;
}
