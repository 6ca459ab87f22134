/**
 * What the watch did. `kept`: left alone because an operator said so. `lost-race`: somebody deployed between our look and
 * our hand, and comes first. `failed`: there was cause to act, or to look, and it could not; the reason says what is
 * unchanged, and the next look tries again.
 */
export type WatchAction = 'none' | 'reverted' | 'killed' | 'kept' | 'lost-race' | 'failed';

/** What a look of the watch came to. */
export interface WatchResult {
  readonly action: WatchAction;
  /** Why, for people. */
  readonly reason: string;
  /** The deployment that was looked at or reverted; of a kill the one that killed. */
  readonly deploymentNumber?: number;
}

/** Somebody was quicker. */
export function lostRace(deploymentNumber: number): WatchResult {
  const reason =
    'the deployments of the environment changed while the watch looked; it left them alone, and the next look decides anew';
  return { action: 'lost-race', reason, deploymentNumber };
}

/** Something could not be read or done. */
export function failure(error: unknown, deploymentNumber?: number): WatchResult {
  const { name, message } = Object(error) as Error;
  const reason = `${name}: ${message}; as far as is known nothing was changed, and the next look tries again; if it goes on, see guard-blind in the runbook`;
  return { action: 'failed', reason, ...(deploymentNumber !== undefined && { deploymentNumber }) };
}
