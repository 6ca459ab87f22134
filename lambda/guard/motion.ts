import type { Flag, FlagDocument, FlagValue, Rule } from '../../core/document/flag-document.ts';
import { candidatesOf, controlsOf, isGate } from '../../core/document/gates.ts';

/** What a document compares. */
export interface Motion {
  /** The flag in motion. */
  readonly flag: string;
  /** What candidates are served, in the document's order. */
  readonly candidates: readonly FlagValue[];
  /** What the control side may be served. */
  readonly controls: readonly FlagValue[];
  /**
   * Who reaches the gates, as text to be compared: segments, and the flag's rules without their shares. Pins are left
   * out: a customer more or less changes little.
   */
  readonly audience: string;
  /** Share of the compared units that are candidates, 0…1; `undefined` when its gates have different ones. */
  readonly share: number | undefined;
}

/** The comparison of an accepted document, whose gates belong to one flag; `undefined` when it compares nothing. */
export function motionOf({ flags, segments }: FlagDocument): Motion | undefined {
  for (const flag of flags) {
    const gates = flag.rules.filter((rule) => isGate(flag, rule));
    const [first] = gates;
    if (first === undefined) continue;
    const shares = new Set(gates.map((rule) => shareOf(flag, rule)));
    return {
      flag: flag.flag,
      candidates: candidatesOf(flag, first),
      controls: controlsOf(flag),
      audience: JSON.stringify([segments, flag.rules.map(withoutShare)]),
      share: shares.size === 1 ? [...shares][0] : undefined,
    };
  }
  return undefined;
}

type Trial = Pick<Motion, 'flag' | 'candidates'>;

/** Whether the same values of the same flag are tried out, with whatever shares. */
export function isSameMotion(left: Trial, right: Trial): boolean {
  return (
    left.flag === right.flag &&
    left.candidates.length === right.candidates.length &&
    left.candidates.every((value) => right.candidates.includes(value))
  );
}

/** A step of a ramp changes the share of its gates, perhaps their names, and nothing else. A split is salted by its name. */
function withoutShare(rule: Rule): unknown {
  if ('split' in rule) return { ...rule, split: rule.split.map(({ value }) => value) };
  const { rollout_percentage: share, ...condition } = rule.condition;
  return { value: rule.value, isGate: share !== undefined, condition };
}

/** Units that would get a killed arm of a split have no role, as in `evaluate`, so the arms left are the whole. */
function shareOf(flag: Flag, rule: Rule): number | undefined {
  if (!('split' in rule)) {
    const percentage = rule.condition.rollout_percentage;
    return typeof percentage === 'number' ? percentage / 100 : undefined;
  }
  const served = rule.split.filter(({ value }) => !flag.killed.includes(value));
  const candidates = served.filter(({ value }) => value !== rule.control);
  return weightOf(candidates) / weightOf(served);
}

function weightOf(arms: readonly { readonly weight: number }[]): number {
  return arms.reduce((sum, { weight }) => sum + weight, 0);
}
