import { canonicalJson } from '../canonical-json.ts';
import type { Flag, FlagDocument, FlagValue } from '../document/flag-document.ts';
import { segmentsReached } from '../document/segments.ts';
import { type FlagChange, valueChange } from './flag-change.ts';
import { pinChanges, ruleChanges } from './step-changes.ts';

/** Everything that changed of one flag. */
export interface ChangedFlag {
  readonly flag: string;
  /** At least one. */
  readonly changes: readonly FlagChange[];
}

/**
 * What is different in `next`, by flag, in its order, removed flags last. More than `changedFlags` tells: descriptions,
 * owners, dates and kills as well. Every flag that serves by other rules is among them.
 */
export function flagChanges(deployed: FlagDocument, next: FlagDocument): readonly ChangedFlag[] {
  const before = new Map(deployed.flags.map((flag) => [flag.flag, flag]));
  const kept = next.flags.map((flag) => {
    const old = before.get(flag.flag);
    before.delete(flag.flag);
    return { flag: flag.flag, changes: old ? changesOf(old, flag, deployed, next) : [added(flag)] };
  });
  const gone = [...before.values()].map((flag) => ({ flag: flag.flag, changes: [removed(flag)] }));
  return [...kept, ...gone].filter(({ changes }) => changes.length > 0);
}

function added(flag: Flag): FlagChange {
  return { subject: 'flag', kind: 'added', to: flag.default };
}

function removed(flag: Flag): FlagChange {
  return { subject: 'flag', kind: 'removed', from: flag.default };
}

function changesOf(old: Flag, flag: Flag, deployed: FlagDocument, next: FlagDocument): readonly FlagChange[] {
  return [
    ...valueChange('disabled', old.disabled, flag.disabled),
    ...valueChange('default', old.default, flag.default),
    ...allowedChanges(old.allowed, flag.allowed),
    ...memberChanges('killed', old.killed, flag.killed),
    ...pinChanges(old.pins, flag.pins),
    ...ruleChanges(old.rules, flag.rules),
    ...segmentChanges(old, flag, deployed, next),
    ...(['description', 'owner', 'cleanup_by', 'permanent'] as const).flatMap((member) =>
      valueChange(member, old[member], flag[member]),
    ),
  ];
}

/** Without a list any value is allowed, so a first list allows no more, and the last one no less. */
function allowedChanges(old: Flag['allowed'], allowed: Flag['allowed']): readonly FlagChange[] {
  if (old && allowed) return memberChanges('allowed', old, allowed);
  if (!old && !allowed) return [];
  return [{ subject: 'allowed', kind: old ? 'removed' : 'added' }];
}

function memberChanges(
  subject: 'allowed' | 'killed',
  old: readonly FlagValue[],
  values: readonly FlagValue[],
): readonly FlagChange[] {
  return [
    ...values.filter((value) => !old.includes(value)).flatMap((to) => valueChange(subject, undefined, to)),
    ...old
      .filter((value) => !values.includes(value))
      .flatMap((from) => valueChange(subject, from, undefined)),
  ];
}

/** Segments that the flag depended on before and depends on now, and that say something else. */
function segmentChanges(
  old: Flag,
  flag: Flag,
  deployed: FlagDocument,
  next: FlagDocument,
): readonly FlagChange[] {
  const before = segmentsOf(old, deployed);
  return [...segmentsOf(flag, next)]
    .filter((name) => before.has(name))
    .filter((name) => canonicalJson(deployed.segments[name]) !== canonicalJson(next.segments[name]))
    .map((name) => ({ subject: 'segment', kind: 'changed', name }));
}

function segmentsOf({ pins, rules }: Flag, { segments }: FlagDocument): ReadonlySet<string> {
  return segmentsReached(
    [...pins, ...rules].map(({ condition }) => condition),
    segments,
  );
}
