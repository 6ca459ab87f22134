import { canonicalJson } from '../canonical-json.ts';
import type { Flag, FlagDocument } from './flag-document.ts';
import type { Issue } from './issue.ts';
import { segmentsReached } from './segments.ts';

/**
 * Names of the flags that serve by other rules in `next` than in `deployed`, in alphabetical order. Added and removed flags count, and
 * so does a flag whose segments changed; descriptions, owners, clean-up dates and added kills do not.
 */
export function changedFlags(deployed: FlagDocument, next: FlagDocument): readonly string[] {
  const [before, after] = [byName(deployed), byName(next)];
  const names = new Set([...before.keys(), ...after.keys()]);
  const isChanged = (from: Flag | undefined, to: Flag | undefined): boolean =>
    !from || !to || revives(from, to) || behaviour(from, deployed) !== behaviour(to, next);
  return [...names].filter((name) => isChanged(before.get(name), after.get(name))).sort();
}

/** The issue of a version that changes more than one flag; `undefined` when it may be deployed. */
export function tooManyChangedFlags(deployed: FlagDocument, next: FlagDocument): Issue | undefined {
  const changed = changedFlags(deployed, next);
  if (changed.length <= 1) return undefined;
  return {
    severity: 'error',
    code: 'flags-changed',
    pointer: '/flags',
    message: `${changed.length} flags change against the deployed version: ${changed.join(', ')}`,
    found: changed.join(', '),
    allowed: 'one changed flag a version (added kills do not count), so that an effect has one cause',
    fix: 'deploy one change, wait for it to end, then the next',
  };
}

/** Whether a killed value may be served again. */
export function revives(before: Flag, after: Flag): boolean {
  return before.killed.some((value) => !after.killed.includes(value));
}

/** Text that is the same exactly when a flag serves by the same rules, kills aside. */
function behaviour(flag: Flag, document: FlagDocument): string {
  const { disabled, pins, rules } = flag;
  const conditions = [...pins, ...rules].map(({ condition }) => condition);
  const names = [...segmentsReached(conditions, document.segments)].sort();
  const segments = names.map((name) => [name, document.segments[name]]);
  const served = pins.map(({ condition, value, until }) => ({ condition, value, until }));
  return canonicalJson({ disabled, default: flag.default, pins: served, rules, segments });
}

function byName(document: FlagDocument): ReadonlyMap<string, Flag> {
  return new Map(document.flags.map((flag) => [flag.flag, flag]));
}
