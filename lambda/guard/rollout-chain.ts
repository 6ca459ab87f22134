import type { ShareRange } from '../../core/guard/guard-data.ts';
import { MINUTE_MS } from '../clock.ts';
import type { Motion } from './motion.ts';
import type { Rollout, ShareStretch } from './rollout.ts';

/**
 * Milliseconds after which nobody sees the version before any more: agents poll every 45 seconds by default, on
 * invocation only, and a request that has begun goes on with what it read.
 */
export const POLL_SETTLE_MS = 5 * MINUTE_MS;

/** A deployment that was not taken back, and what its document compares. */
export interface ChainLink {
  readonly startedAtMs: number;
  /** How long it grows; the bake time is not part of it. */
  readonly growthMs: number;
  readonly motion: Motion;
}

/** What was before the first deployment of a chain. */
export interface Before {
  /**
   * What was served: `nothing` compared, `other` candidates, which includes what cannot be read, or the same ones
   * with that share.
   */
  readonly compared: 'nothing' | 'other' | { readonly share: number | undefined };
  /** When a deployment between it and the chain was taken back; `unknown` = some time before the chain began. */
  readonly takenBack?: number | 'unknown' | undefined;
}

/**
 * The rollout that deployments of one candidate make up, oldest first. Its evidence begins with the first of them, or as
 * soon as nobody is compared any more by what was before: other candidates, or a deployment that was taken back.
 */
export function rolloutOf(chain: readonly [ChainLink, ...ChainLink[]], before: Before): Rollout {
  const [first] = chain;
  const { flag, candidates } = (chain.at(-1) ?? first).motion;
  const controls = [...new Set(chain.flatMap(({ motion }) => motion.controls))];
  return { flag, candidates, controls, sinceMs: sinceOf(first, before), shares: sharesOf(chain, before) };
}

function sinceOf(first: ChainLink, { compared, takenBack }: Before): number {
  const alone = compared === 'other' ? settledAt(first) : first.startedAtMs;
  if (takenBack === undefined) return alone;
  const quiet = takenBack === 'unknown' ? first.startedAtMs : takenBack;
  return Math.max(alone, quiet + POLL_SETTLE_MS);
}

/** While a deployment grows its users have the new share or the one before; which, is AppConfig's choice. */
function sharesOf(chain: readonly ChainLink[], { compared }: Before): readonly ShareStretch[] {
  const stretches: ShareStretch[] = [];
  let seen: readonly (number | undefined)[] = typeof compared === 'string' ? [] : [compared.share];
  for (const [at, link] of chain.entries()) {
    const { share } = link.motion;
    seen = [...seen, share];
    stretches.push({ fromMs: link.startedAtMs, share: rangeOf(seen) });
    if (settledAt(link) < (chain[at + 1]?.startedAtMs ?? Number.POSITIVE_INFINITY)) {
      seen = [share];
      stretches.push({ fromMs: settledAt(link), share: rangeOf(seen) });
    }
  }
  return stretches;
}

function settledAt({ startedAtMs, growthMs }: ChainLink): number {
  return startedAtMs + growthMs + POLL_SETTLE_MS;
}

function rangeOf(shares: readonly (number | undefined)[]): ShareRange | undefined {
  const known = shares.filter((share) => share !== undefined);
  if (known.length < shares.length) return undefined;
  return { low: Math.min(...known), high: Math.max(...known) };
}
