import { canonicalJson } from '../canonical-json.ts';

/** An entry that a list goes on having, changed or not: its index before and after. */
export interface Kept {
  readonly from: number;
  readonly to: number;
}

/**
 * Which entry of `after` is which of `before`, in the order of both. Entries that are equal stand for each other, the
 * earliest for the earliest; between two of these, the others stand for each other as long as there are some on both
 * sides. What is left over was removed, or is new.
 */
export function aligned(before: readonly unknown[], after: readonly unknown[]): readonly Kept[] {
  const kept: Kept[] = [];
  let last: Kept = { from: -1, to: -1 };
  for (const equal of [...equals(before, after), { from: before.length, to: after.length }]) {
    const changed = Math.min(equal.from - last.from, equal.to - last.to) - 1;
    for (let step = 1; step <= changed; step += 1) kept.push({ from: last.from + step, to: last.to + step });
    last = equal;
    kept.push(equal);
  }
  return kept.slice(0, -1);
}

function equals(before: readonly unknown[], after: readonly unknown[]): readonly Kept[] {
  const places = new Map<string, number[]>();
  for (const from of [...before.keys()].reverse()) {
    const text = canonicalJson(before[from]);
    const same = places.get(text);
    if (same) same.push(from);
    else places.set(text, [from]);
  }
  const found: Kept[] = [];
  let next = 0;
  for (const [to, entry] of after.entries()) {
    const left = places.get(canonicalJson(entry)) ?? [];
    while ((left.at(-1) ?? next) < next) left.pop();
    const from = left.pop();
    if (from === undefined) continue;
    found.push({ from, to });
    next = from + 1;
  }
  return found;
}
