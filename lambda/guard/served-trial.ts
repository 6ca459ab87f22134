import type { FlagValue } from '../../core/document/flag-document.ts';
import type { Numbers } from '../../core/guard/guard-data.ts';

/** How often candidates were served one value of one flag, minute by minute. */
export interface ServedValue {
  readonly flag: string;
  /** `undefined`: none that the flag document lists. */
  readonly value: FlagValue | undefined;
  readonly minutes: Numbers;
}

/** What is tried out, as the exposures of candidates show it. */
export type ServedTrial =
  /** Nobody is served a candidate now, or it has been going on for longer than is looked back. */
  | { readonly kind: 'nothing' }
  /** Comparisons of several flags at once, whose effects nobody can tell apart. */
  | { readonly kind: 'several'; readonly flags: readonly string[] }
  | {
      readonly kind: 'one';
      readonly flag: string;
      /** What candidates are served; without those that the document does not list. */
      readonly candidates: readonly FlagValue[];
      /** Place of the first minute that counts. */
      readonly since: number;
    };

/** Minutes after which a value that was not served begins anew when it is served again. */
export const ABSENCE_MINUTES = 24 * 60;

/** Minutes within which a value must have been served to be in motion now. */
const NOW_MINUTES = 10;

/** Minutes after which a value counts as served no more, … */
const ENDED_MINUTES = 60;

/** … and how many times its longest absence: one that is seldom served must not end and begin over and over. */
const ENDED_ABSENCES = 2;

/**
 * Finds the trial in the exposures of candidates. It begins with the first minute of the value that joined last, after a
 * day without it; where something else had been tried until then, and once that has ended, `settle` minutes later, when
 * nobody sees the other any more. Outcomes have no part in it, and looks at the same trial find the same beginning as
 * long as it is in sight.
 *
 * @param from place of the first minute that is looked at: what was before is as if it had not been served.
 */
export function servedTrial(
  served: readonly ServedValue[],
  { from, settle }: { readonly from: number; readonly settle: number },
): ServedTrial {
  const seen = served.map((one) => ({ ...one, ...stretchOf(one.minutes, from) }));
  const end = served[0]?.minutes.length ?? 0;
  const flags = new Set(seen.filter(({ last }) => last >= end - NOW_MINUTES).map(({ flag }) => flag));
  const [flag, ...others] = flags;
  if (flag === undefined) return { kind: 'nothing' };
  if (others.length > 0) return { kind: 'several', flags: [...flags] };
  const members = seen.filter((one) => one.flag === flag && !hasEnded(one, end));
  const ended = seen.filter((one) => one.last >= 0 && !members.includes(one));
  const joined = Math.max(...members.map(({ first }) => first));
  if (joined < 0) return { kind: 'nothing' };
  const isAlone = seen.every(
    ({ minutes, first }) => first === joined || !isServedWithin(minutes, from, joined),
  );
  const since = Math.max(isAlone ? joined : joined + settle, ...ended.map(({ last }) => last + 1 + settle));
  const candidates = members.flatMap(({ value }) => value ?? []);
  return { kind: 'one', flag, candidates, since };
}

/** Places are -1 where there is none. */
interface Stretch {
  /** Of the first minute after the last absence; none when that is out of sight. */
  readonly first: number;
  readonly last: number;
  /** Longest absence since the first minute. */
  readonly absence: number;
}

function hasEnded({ last, absence }: Stretch, end: number): boolean {
  return last < end - Math.max(ENDED_MINUTES, ENDED_ABSENCES * absence);
}

function stretchOf(minutes: Numbers, from: number): Stretch {
  let first = -1;
  let last = -1;
  let longest = 0;
  for (let at = from; at < minutes.length; at += 1) {
    if (!minutes[at]) continue;
    // Nothing counts before `from` unless that is where sight begins.
    const absence = last < 0 ? (from > 0 ? ABSENCE_MINUTES : at) : at - last;
    if (absence >= ABSENCE_MINUTES) first = at;
    longest = first === at || last < 0 ? 0 : Math.max(longest, absence);
    last = at;
  }
  return { first, last, absence: longest };
}

/** Whether it was served in the day before a minute. */
function isServedWithin(minutes: Numbers, from: number, before: number): boolean {
  for (let at = Math.max(from, before - ABSENCE_MINUTES); at < before; at += 1) if (minutes[at]) return true;
  return false;
}
