import { changedFlags, revives } from '../document/changed-flags.ts';
import { type DocumentForm, flagPointer } from '../document/document-form.ts';
import type { Flag, FlagDocument, FlagValue } from '../document/flag-document.ts';
import type { Issue } from '../document/issue.ts';
import { promote, triedValues } from '../document/promote.ts';
import { cleanupIssue } from './cleanup.ts';
import { servedValues } from './served.ts';
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
 * its own: a value that some are served and that is promoted passes, since that is how a flag comes to be cleaned up, and
 * so does the way back from there to a step of the ramp. `nowMs` is in epoch milliseconds.
 */
export function overdueChanges({ deployed, next, form }: VersionChange, nowMs: number): readonly Issue[] {
  const touched = deployed === undefined ? names(next) : touchedFlags(deployed, next, nowMs);
  return next.flags.flatMap((flag, index) => {
    const issue = cleanupIssue(flag, flagPointer(form, index), nowMs);
    return issue?.severity === 'error' && touched.includes(flag.flag) ? [issue] : [];
  });
}

function touchedFlags(deployed: FlagDocument, next: FlagDocument, nowMs: number): readonly string[] {
  return changedFlags(deployed, next).filter(
    (name) =>
      !isWithdrawal(name, deployed, next) &&
      !isSettled(name, deployed, next, nowMs) &&
      !isWayBack(name, deployed, next),
  );
}

/** Whether a value that the flag serves to some, or tries out, is promoted. */
function isSettled(name: string, deployed: FlagDocument, next: FlagDocument, nowMs: number): boolean {
  const flag = flagOf(name, deployed);
  return isPromotion(name, deployed, next, flag ? [...triedValues(flag), ...servedValues(flag, nowMs)] : []);
}

/** Whether a flag is in one document what `promote` makes of it in the other with one of the values. */
function isPromotion(
  name: string,
  from: FlagDocument,
  to: FlagDocument,
  values: readonly FlagValue[],
): boolean {
  return values.some((value) => {
    const promoted = promote(from, { flag: name, value });
    return promoted.ok && !changedFlags(promoted.value, to).includes(name);
  });
}

/** Whether a flag is as it was at a step of the ramp whose candidate was promoted. */
function isWayBack(name: string, deployed: FlagDocument, next: FlagDocument): boolean {
  const [before, after] = [flagOf(name, deployed), flagOf(name, next)];
  if (before === undefined || after === undefined || revives(before, after)) return false;
  return isPromotion(name, next, deployed, triedValues(after));
}

function flagOf(name: string, { flags }: FlagDocument): Flag | undefined {
  return flags.find(({ flag }) => flag === name);
}

function names({ flags }: FlagDocument): readonly string[] {
  return flags.map(({ flag }) => flag);
}
