import type { DocumentForm } from '../document/document-form.ts';
import { flagPointer } from '../document/document-form.ts';
import type { FlagDocument, FlagValue } from '../document/flag-document.ts';
import { child } from '../document/issue-list.ts';
import { segmentsReached } from '../document/segments.ts';
import type { PromptDocument } from '../prompts/prompt-document.ts';
import { staleFlag } from './stale-flag.ts';
import { namedValues } from './step.ts';

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

/** Everything of a document that could go, in the document's order: flags, segments, then prompt versions. */
export function findStale(facts: StaleFacts): readonly StaleFinding[] {
  const { document, form } = facts;
  return [
    ...document.flags.flatMap((flag, index) => staleFlag({ flag, pointer: flagPointer(form, index) }, facts)),
    ...unusedSegments(document),
    ...unusedPrompts(facts),
  ];
}

function unusedSegments({ flags, segments }: FlagDocument): readonly StaleFinding[] {
  const conditions = flags.flatMap(({ pins, rules }) =>
    [...pins, ...rules].map(({ condition }) => condition),
  );
  const used = segmentsReached(conditions, segments);
  return Object.keys(segments)
    .filter((name) => !used.has(name))
    .map((name) => ({
      kind: 'unused-segment',
      subject: 'segment',
      name,
      pointer: child('/segments', name),
      reason: `no pin and no rule names segment ${name}`,
      fix: 'remove it',
    }));
}

function unusedPrompts({ document, prompts, promptFlag }: StaleFacts): readonly StaleFinding[] {
  const flag = document.flags.find(({ flag: name }) => name === promptFlag);
  if (prompts === undefined || flag === undefined) return [];
  const named = [...flag.pins, ...flag.rules].flatMap(namedValues);
  const used = new Set([flag.default, ...(flag.allowed ?? []), ...named]);
  return [...prompts.prompts.keys()]
    .filter((version) => !used.has(version))
    .map((version) => ({
      kind: 'unused-prompt',
      subject: 'prompt',
      name: version,
      pointer: child('/prompts', version),
      reason: `flag ${flag.flag} neither serves nor allows prompt version ${version}`,
      fix: 'remove it from the prompt document',
    }));
}
