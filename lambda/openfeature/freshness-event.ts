import { ProviderEvents } from '@openfeature/server-sdk';
import type { Freshness } from '../flags/configuration-store.ts';

/** The event by which a provider tells that what it serves is this fresh from now on. */
export const FRESHNESS_EVENT = {
  fresh: ProviderEvents.Ready,
  stale: ProviderEvents.Stale,
  default: ProviderEvents.Error,
} as const satisfies Record<Freshness, ProviderEvents>;
