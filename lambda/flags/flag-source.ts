import type { RolloutErrorCode } from '../rollout-error.ts';

/** A configuration document as its source holds it. */
export interface SourcedDocument {
  readonly bytes: Uint8Array;
  /** Names the content: equal versions mean equal bytes. */
  readonly version: string;
  /** The source could not be asked: this is the document it gave last. Absent when it is what the source holds now. */
  readonly problem?: RolloutErrorCode;
}

/**
 * Where documents come from. `fetch` gives the version this unit is to see now, which may be an older one than before
 * (after a rollback), or another one than a second unit sees (during a gradual deployment). Rejects with a
 * `RolloutError` of fault `dependency`, within a bounded time.
 */
export interface FlagSource {
  fetch(unit: string): Promise<SourcedDocument>;
}
