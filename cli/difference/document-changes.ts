import { type ChangedFlag, flagChanges } from '../../core/difference/flag-changes.ts';
import { type Move, servedDifference } from '../../core/difference/served-difference.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { compile } from '../../core/evaluation/compile.ts';
import { countText } from '../output/count-text.ts';
import type { Screen } from '../output/screen.ts';
import { generatedUsers } from '../sources/user-sample.ts';
import { moveText } from './move-text.ts';
import { showChanges } from './show-changes.ts';

/** What changes between two documents: part of what the verbs that change something print with `--json`. */
export interface DocumentChanges {
  readonly changes: readonly ChangedFlag[];
  /** How many generated users, who have no attribute but `user_id`, are served another value; absent where it would tell nothing. */
  readonly sample?: { readonly users: number; readonly moves: readonly (Move & { readonly flag: string })[] };
}

const USERS = 10_000;

/** Compares two documents as they serve at one moment, epoch milliseconds. */
export function documentChanges(before: FlagDocument, after: FlagDocument, nowMs: number): DocumentChanges {
  const changes = flagChanges(before, after);
  const changed = new Set(changes.map(({ flag }) => flag));
  const compiled = ({ flags, ...document }: FlagDocument) =>
    compile({ ...document, flags: flags.filter(({ flag }) => changed.has(flag)) });
  const served = servedDifference(compiled(before), compiled(after), generatedUsers(USERS), nowMs);
  const moves = served.flatMap(({ flag, moves: ofFlag }) => ofFlag.map((move) => ({ flag, ...move })));
  return { changes, sample: { users: USERS, moves } };
}

/** Prints what changes, flag by flag, and for how many users. */
export function showDocumentChanges({ changes, sample }: DocumentChanges, screen: Screen): void {
  for (const changed of changes) {
    showChanges([changed], screen);
    for (const move of sample?.moves ?? []) {
      const { flag, users } = move;
      if (flag !== changed.flag) continue;
      const who = `${countText(users)} of ${countText(USERS)} generated users`;
      screen.paragraph(`${who}: ${moveText(move)}`, 4, 2);
    }
  }
}
