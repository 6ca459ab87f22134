import { type DocumentForm, flagPointer } from '../../core/document/document-form.ts';
import type { Flag, FlagDocument, FlagValue } from '../../core/document/flag-document.ts';
import { shortened } from '../../core/document/issue-list.ts';
import { elementAt } from '../../core/element-at.ts';
import { daysUntilCleanup } from '../../core/hygiene/cleanup.ts';
import { servedValues } from '../../core/hygiene/served.ts';
import type { StaleFinding, StaleKind } from '../../core/hygiene/stale-finding.ts';
import type { Place } from '../code/find-references.ts';
import { type CodeUsage, READ_BY_INFERENCE } from './code-usage.ts';

/** How a flag is taken out so that no request ever misses it. */
export interface Removal {
  readonly flag: string;
  /** Kinds of the findings that say it should go. */
  readonly because: readonly string[];
  /** Where code reads it: what the first change of code is about. */
  readonly places: readonly Place[];
  /** What to do, in this order. */
  readonly steps: readonly string[];
}

/** What is known of a document and of the code that reads it. */
export interface RemovalFacts {
  readonly document: FlagDocument;
  readonly form: DocumentForm;
  readonly stale: readonly StaleFinding[];
  /** Of every flag, in the document's order. */
  readonly references: CodeUsage['references'];
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

interface Leaving {
  readonly flag: Flag;
  /** JSON pointer of the flag. */
  readonly pointer: string;
  readonly because: readonly string[];
  readonly places: readonly Place[];
}

/** Kinds of findings that say a flag itself should go. */
const LEAVING: readonly StaleKind[] = ['rolled-out', 'no-gate', 'never-evaluated'];

/** How to take out every flag that is past its date or stale as a whole, in the document's order. */
export function removalsOf({ document, form, stale, references, nowMs }: RemovalFacts): readonly Removal[] {
  return document.flags.flatMap((flag, index) => {
    const kinds = stale.filter(({ subject, name }) => subject === 'flag' && name === flag.flag);
    const because = [
      ...((daysUntilCleanup(flag, nowMs) ?? 0) < 0 ? ['cleanup-overdue'] : []),
      ...kinds.map(({ kind }) => kind).filter((kind) => LEAVING.includes(kind)),
    ];
    const places = references[index]?.places ?? [];
    const leaving = { flag, pointer: flagPointer(form, index), because, places };
    return because.length === 0 ? [] : [removalOf(leaving, nowMs)];
  });
}

/**
 * The order of safe removal: everybody on one value, then the code, then what runs, the document last. The other way
 * round, code that still reads the flag would be answered that there is none.
 */
function removalOf({ flag, pointer, because, places }: Leaving, nowMs: number): Removal {
  const served = servedValues(flag, nowMs);
  const value = served.length === 1 ? shortened(elementAt(served, 0)) : 'the value that stays';
  const settling = served.length === 1 ? [] : [settle(served)];
  const rest = READ_BY_INFERENCE.has(flag.flag) ? keeping(flag, value) : leaving({ pointer, places, value });
  return { flag: flag.flag, because, places, steps: [...settling, ...rest] };
}

function settle(served: readonly FlagValue[]): string {
  return `decide between ${served.map(shortened).join(', ')}: promote it unless it is the default, and take out the rules and pins for others, so that everybody is served one value`;
}

/** The inference function of this package asks for it at every request. */
function keeping({ flag }: Flag, value: string): readonly string[] {
  return [
    `keep ${flag}, which the inference function of this package reads: make ${value} the default, and write "permanent": true in place of the clean-up date`,
  ];
}

function leaving(flag: {
  readonly pointer: string;
  readonly places: readonly Place[];
  readonly value: string;
}) {
  const { pointer, places, value } = flag;
  const code =
    places.length === 0
      ? ['make sure that no code beyond the searched directories reads the flag']
      : [
          `write ${value} into the code in place of the flag, wherever it is read`,
          'deploy that code, and wait until nothing older runs',
        ];
  return [
    ...code,
    `remove ${pointer || 'the flag'} from the document, and what only it used, and deploy the document`,
  ];
}
