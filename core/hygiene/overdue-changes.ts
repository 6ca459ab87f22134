import { changedFlags, revives } from '../document/changed-flags.ts';
import { type DocumentForm, flagPointer } from '../document/document-form.ts';
import type { Flag, FlagDocument } from '../document/flag-document.ts';
import type { Issue } from '../document/issue.ts';
import { promote, triedValues } from '../document/promote.ts';
import { cleanupIssue } from './cleanup.ts';
import { isWithdrawal } from './withdrawal.ts';

/** A new version beside what is deployed. */
export interface VersionChange {
  /** `undefined` when nothing is: then every flag is new. */
  readonly deployed: FlagDocument | undefined;
  readonly next: FlagDocument;
  /** Form of what `next` was read from, for pointers into it. */
  readonly form: DocumentForm;
}

/**
 * The issues of flags that a version changes although their clean-up dates have passed. Kills are no changes, and what
 * only takes away ({@link isWithdrawal}) always passes: hygiene may not stand in the way of a rescue. Nor may it stand in
 * its own: a candidate that is promoted passes, since that is how a flag comes to be cleaned up, and so does the way back
 * from there to a step of the ramp. `nowMs` is in epoch milliseconds.
 */
export function overdueChanges({ deployed, next, form }: VersionChange, nowMs: number): readonly Issue[] {
  const touched = deployed === undefined ? names(next) : touchedFlags(deployed, next);
  return next.flags.flatMap((flag, index) => {
    const issue = cleanupIssue(flag, flagPointer(form, index), nowMs);
    return issue?.severity === 'error' && touched.includes(flag.flag) ? [issue] : [];
  });
}

function touchedFlags(deployed: FlagDocument, next: FlagDocument): readonly string[] {
  return changedFlags(deployed, next).filter(
    (name) =>
      !isWithdrawal(name, deployed, next) &&
      !isPromotion(name, deployed, next) &&
      !isWayBack(name, deployed, next),
  );
}

/** Whether a flag is what `promote` makes of it with one of the candidates it has. */
function isPromotion(name: string, deployed: FlagDocument, next: FlagDocument): boolean {
  const flag = flagOf(name, deployed);
  return (flag ? triedValues(flag) : []).some((value) => {
    const promoted = promote(deployed, { flag: name, value });
    return promoted.ok && !changedFlags(promoted.value, next).includes(name);
  });
}

/** Whether a flag is as it was before the candidate was promoted. */
function isWayBack(name: string, deployed: FlagDocument, next: FlagDocument): boolean {
  const [before, after] = [flagOf(name, deployed), flagOf(name, next)];
  return isPromotion(name, next, deployed) && !(before && after && revives(before, after));
}

function flagOf(name: string, { flags }: FlagDocument): Flag | undefined {
  return flags.find(({ flag }) => flag === name);
}

function names({ flags }: FlagDocument): readonly string[] {
  return flags.map(({ flag }) => flag);
}
