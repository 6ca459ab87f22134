import type { FlagDocument } from '../document/flag-document.ts';
import { isGate } from '../document/gates.ts';
import { elementAt } from '../element-at.ts';

/** A document and when it was served to anybody, epoch milliseconds. */
export interface ServedDocument {
  readonly fromMs: number;
  readonly untilMs: number;
  /** `undefined` when it is no longer known. */
  readonly document: FlagDocument | undefined;
}

/** How long flags have been still, and how long they have been moving. */
export interface FlagMotion {
  /** Since when a flag has not been in motion at least; absent where that is unknown, and of flags in motion. */
  readonly quietSinceMs: ReadonlyMap<string, number>;
  /** Since when a flag has been in motion without a break. */
  readonly movingSinceMs: ReadonlyMap<string, number>;
}

/** Reads off what was served, the latest first and what is served now at its head, how its flags have moved. */
export function flagMotion(served: readonly ServedDocument[]): FlagMotion {
  const quietSinceMs = new Map<string, number>();
  const movingSinceMs = new Map<string, number>();
  for (const { flag } of served[0]?.document?.flags ?? []) {
    const moving = served.findIndex(({ document }) => !isMoving(flag, document));
    if (moving !== 0) movingSinceMs.set(flag, beginningOf(served, moving));
    else {
      const since = quietSince(flag, served);
      if (since !== undefined) quietSinceMs.set(flag, since);
    }
  }
  return { quietSinceMs, movingSinceMs };
}

/** The end of the flag's last motion, or its first appearance without one. */
function quietSince(flag: string, served: readonly ServedDocument[]): number | undefined {
  for (const [index, { document, untilMs }] of served.entries()) {
    if (document === undefined) return undefined;
    if (isMoving(flag, document)) return untilMs;
    if (!document.flags.some((one) => one.flag === flag)) return beginningOf(served, index);
  }
  return beginningOf(served, -1);
}

/** When the document before an index, which is served later, began; without one the oldest of all. */
function beginningOf(served: readonly ServedDocument[], index: number): number {
  return elementAt(served, (index < 0 ? served.length : index) - 1).fromMs;
}

function isMoving(name: string, document: FlagDocument | undefined): boolean {
  const flags = document?.flags ?? [];
  return flags.some((flag) => flag.flag === name && flag.rules.some((rule) => isGate(flag, rule)));
}
