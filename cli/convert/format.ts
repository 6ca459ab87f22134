import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Issue } from '../../core/document/issue.ts';
import type { Position } from '../documents/positions.ts';

/** Formats between which flags are moved, as `--from` and `--to` name them. */
export const FORMAT_NAMES = [
  'model-rollout',
  'openfeature-flagd',
  'launchdarkly',
  'appconfig-flags',
] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/**
 * What becomes of something that cannot be carried over. `dropped`: nobody is served anything else, but something is gone
 * (a description, a role). `approximated`: served values differ for the contexts that `why` names, and for no others.
 * `reassigned`: percentages keep their size, not their units. `refused`: the whole flag is left out. A flag with a loss of
 * the two in between is left out too, unless a person accepts that effect.
 */
export type Effect = 'refused' | 'dropped' | 'reassigned' | 'approximated';

/** Something of a flag that the other format cannot say. Every one is named: what is not named is carried over. */
export interface Loss {
  /** Key of the flag as the text that is read has it; `''` where it belongs to no flag. */
  readonly flag: string;
  /** JSON pointer (RFC 6901): into the text on reading; on writing into the flag document, its flags in a list. */
  readonly pointer: string;
  /** What cannot be carried over, in the words of its format: lowercase, no period. */
  readonly what: string;
  /** Why not, and where the effect is `approximated`, for whom it makes a difference. */
  readonly why: string;
  readonly effect: Effect;
}

/** What a text came to. */
export interface ReadFlags {
  /**
   * The flags that were not refused, in normal form, each accepted by itself; absent when the text cannot be read at all.
   * Whether they may stand in one document (one flag in motion) is not the format's business.
   */
  readonly document?: FlagDocument;
  readonly losses: readonly Loss[];
  /** Why the text is no document of this format; issues of syntax with their place. */
  readonly issues: readonly (Issue & Partial<Position>)[];
}

export interface WrittenFlags {
  /** Without the flags that were refused; those with other losses are in it. */
  readonly text: string;
  readonly losses: readonly Loss[];
}

/**
 * One way to write flags down. Both directions are total and never throw: what cannot be carried over is a loss or an
 * issue. Whether a loss is accepted is not the format's business; `convert` writes again without the flags that are not.
 */
export interface FlagFormat {
  readonly name: FormatName;
  /** What is taken for granted of units where nothing is lost: a clause for people, lowercase; absent where nothing is. */
  readonly assumes?: string;
  readonly read: (text: string) => ReadFlags;
  /** Each flag of the document, with its segments, is one that `parseFlagDocument` accepts; several may be in motion. */
  readonly write: (document: FlagDocument) => WrittenFlags;
}
