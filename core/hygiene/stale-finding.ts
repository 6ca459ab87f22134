import type { DocumentForm } from '../document/document-form.ts';
import type { FlagDocument, FlagValue } from '../document/flag-document.ts';
import type { PromptDocument } from '../prompts/prompt-document.ts';

/** Why something of a document is no longer needed. */
export type StaleKind =
  /** A flag serves one value to everybody. */
  | 'rolled-out'
  /** A flag that is not permanent has not been in motion for a while. */
  | 'no-gate'
  /** A rule serves the default and nothing else could have been served. */
  | 'candidate-is-default'
  /** A killed value is passed over wherever it stands, or stands nowhere. */
  | 'killed-everywhere'
  /** A gate has been there for a while and nobody evaluated its flag. */
  | 'never-evaluated'
  /** No pin or rule names a segment. */
  | 'unused-segment'
  /** The prompt flag neither serves nor allows a prompt version. */
  | 'unused-prompt';

/** Something that could go, why, and how. */
export interface StaleFinding {
  readonly kind: StaleKind;
  readonly subject: 'flag' | 'segment' | 'prompt';
  /** Name of the flag or segment, version of the prompt. */
  readonly name: string;
  /** JSON pointer into the flag document as given; of a prompt, into the prompt document. */
  readonly pointer: string;
  /** The value it is about: what everybody is served, what is killed. */
  readonly value?: FlagValue;
  /** JSON pointers of the pins, rules and arms that are passed over. */
  readonly places?: readonly string[];
  /** Lowercase, no period. */
  readonly reason: string;
  readonly fix: string;
}

/** What is known of a document and its use; what is left out is unknown and leads to no finding. */
export interface StaleFacts {
  readonly document: FlagDocument;
  /** Form of what the document was read from. */
  readonly form: DocumentForm;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** Days after which a flag without motion or evaluation is stale. */
  readonly days: number;
  readonly prompts?: PromptDocument;
  /** Key of the flag whose values are prompt versions. */
  readonly promptFlag?: string;
  /** Since when each flag has been without motion at least, epoch milliseconds. */
  readonly quietSinceMs?: ReadonlyMap<string, number>;
  /** Requests that were counted for each flag in the last `days` days; only of flags in motion all that time. */
  readonly requests?: ReadonlyMap<string, number>;
}
