import { type ChangedFlag, flagChanges } from '../../core/difference/flag-changes.ts';
import { type Move, servedDifference } from '../../core/difference/served-difference.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { compile } from '../../core/evaluation/compile.ts';
import { showChanges } from '../difference/show-changes.ts';
import { countText } from '../output/count-text.ts';
import type { Screen } from '../output/screen.ts';
import { valueText } from '../output/value-text.ts';

/** What changes between two documents: part of what the verbs that change something print with `--json`. */
export interface DocumentChanges {
  readonly changes: readonly ChangedFlag[];
  /** How many generated users, who have no attribute but `user_id`, are served another value; absent where it would tell nothing. */
  readonly sample?: { readonly users: number; readonly moves: readonly (Move & { readonly flag: string })[] };
}

const USERS = 10_000;
const SAMPLE = Array.from({ length: USERS }, (_, at) => ({ user_id: `user-${at + 1}` }));

/** Compares two documents as they serve at one moment, epoch milliseconds. */
export function documentChanges(before: FlagDocument, after: FlagDocument, nowMs: number): DocumentChanges {
  const changes = flagChanges(before, after);
  const changed = new Set(changes.map(({ flag }) => flag));
  const compiled = ({ flags, ...document }: FlagDocument) =>
    compile({ ...document, flags: flags.filter(({ flag }) => changed.has(flag)) });
  const served = servedDifference(compiled(before), compiled(after), SAMPLE, nowMs);
  const moves = served.flatMap(({ flag, moves: ofFlag }) => ofFlag.map((move) => ({ flag, ...move })));
  return { changes, sample: { users: USERS, moves } };
}

/** Prints what changes, flag by flag, and for how many users. */
export function showDocumentChanges({ changes, sample }: DocumentChanges, screen: Screen): void {
  for (const changed of changes) {
    showChanges([changed], screen);
    for (const { flag, from, to, users } of sample?.moves ?? []) {
      if (flag !== changed.flag) continue;
      const served = [from, to].map(servedText).join(' → ');
      screen.paragraph(`${countText(users)} of ${countText(USERS)} generated users: ${served}`, 4, 2);
    }
  }
}

function servedText(value: Move['from']): string {
  return value === undefined ? 'no such flag' : valueText(value);
}
