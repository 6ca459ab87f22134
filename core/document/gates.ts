import { BUCKETS, bucketsOf } from '../evaluation/bucket.ts';
import { listed } from './checks.ts';
import type { Flag, FlagDocument, FlagValue, Rule } from './flag-document.ts';
import { child, type IssueList } from './issue-list.ts';

/** A rule that compares: a percentage strictly between 0 and 100, or a split. */
export interface Gate {
  readonly flag: string;
  readonly rule: string;
  /** JSON pointer of the rule. */
  readonly pointer: string;
  /** Values served to candidates, in the document's order. */
  readonly candidates: readonly FlagValue[];
}

/** Whether a rule compares anything for this flag: what is killed or disabled is in no comparison. */
export function isGate(flag: Flag, rule: Rule): boolean {
  if (flag.disabled) return false;
  if ('split' in rule) return !flag.killed.includes(rule.control) && candidatesOf(flag, rule).length > 0;
  const percentage = rule.condition.rollout_percentage;
  if (typeof percentage !== 'number' || flag.killed.includes(rule.value)) return false;
  const buckets = bucketsOf(percentage);
  return buckets > 0 && buckets < BUCKETS;
}

/** Values that candidates of the rule may be served. */
export function candidatesOf(flag: Flag, rule: Rule): readonly FlagValue[] {
  if (!('split' in rule)) return [rule.value];
  const others = rule.split.filter((arm) => arm.value !== rule.control);
  return others.map((arm) => arm.value).filter((value) => !flag.killed.includes(value));
}

/**
 * Values that units of role control may be served, none twice: those that the gates compare with, and where a gate is a
 * percentage also those of the rules after it and the default. Empty for a flag without a gate.
 */
export function controlsOf(flag: Flag): readonly FlagValue[] {
  const gates = flag.rules.filter((rule) => isGate(flag, rule));
  const controls = gates.flatMap((rule) => ('split' in rule ? [rule.control] : []));
  const first = flag.rules.findIndex((rule) => isGate(flag, rule) && !('split' in rule));
  const after = first < 0 ? [] : [flag.default, ...flag.rules.slice(first + 1).flatMap(valuesOf)];
  return [...new Set([...controls, ...after])].filter((value) => !flag.killed.includes(value));
}

function valuesOf(rule: Rule): readonly FlagValue[] {
  return 'split' in rule ? rule.split.map(({ value }) => value) : [rule.value];
}

/** Every gate of a document; a document that was accepted has gates of one flag at most. */
export function gatesOf(document: FlagDocument, pointerOf: (flagIndex: number) => string): readonly Gate[] {
  return document.flags.flatMap((flag, flagIndex) =>
    flag.rules.flatMap((rule, at) =>
      isGate(flag, rule)
        ? [
            {
              flag: flag.flag,
              rule: rule.name,
              pointer: child(child(pointerOf(flagIndex), 'rules'), at),
              candidates: candidatesOf(flag, rule),
            },
          ]
        : [],
    ),
  );
}

/** One flag in motion: all gates belong to one flag and have the same candidates. */
export function checkGates(gates: readonly Gate[], issues: IssueList): void {
  const [first] = gates;
  if (!first) return;
  for (const gate of gates) {
    if (gate.flag !== first.flag) {
      issues.error({
        code: 'gate-conflict',
        pointer: gate.pointer,
        message: `two flags are in motion: ${first.flag} (rule ${first.rule}) and ${gate.flag} (rule ${gate.rule})`,
        found: gate.flag,
        allowed: 'percentages between 0 and 100 and splits in one flag of the document',
        fix: `finish ${first.flag} first (0 or 100 percent), or move one of them to another AppConfig application`,
      });
    } else if (!sameValues(gate.candidates, first.candidates)) {
      issues.error({
        code: 'candidate-conflict',
        pointer: gate.pointer,
        message: `rules ${first.rule} and ${gate.rule} of ${gate.flag} try out different candidates`,
        found: gate.candidates,
        allowed: `the candidates of rule ${first.rule}: ${listed(first.candidates)}`,
        fix: 'try one candidate at a time, or compare several in one split',
      });
    }
  }
}

function sameValues(left: readonly FlagValue[], right: readonly FlagValue[]): boolean {
  return left.length === right.length && left.every((value) => right.includes(value));
}
