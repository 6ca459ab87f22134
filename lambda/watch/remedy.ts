import { isDeepStrictEqual } from 'node:util';
import type { Flag, FlagDocument, FlagValue, Rule } from '../../core/document/flag-document.ts';
import { isGate } from '../../core/document/gates.ts';
import { HOUR_MS } from '../clock.ts';

/** `revert`: what was served before is served again. `kill`: the candidate is served no more, everything else stays. */
export type Remedy = 'revert' | 'kill';

/** What a remedy is chosen by. */
export interface Ailment {
  readonly current: FlagDocument;
  /** Served before; `undefined` when there was nothing, or when it cannot be read. */
  readonly before: FlagDocument | undefined;
  readonly flag: string;
  readonly candidates: readonly FlagValue[];
  /** Milliseconds since the deployment completed. */
  readonly ageMs: number;
}

/** AppConfig reverts a completed deployment for so long (API reference, StopDeployment). */
const REVERTIBLE_MS = 72 * HOUR_MS;

/**
 * How the candidate is taken away: by a revert, which monitors cannot hinder, where AppConfig still allows it and where
 * it would take the candidate away. In a later step of a ramp it would not: the step before served it too.
 */
export function remedyFor({ before, ageMs, ...ailment }: Ailment): Remedy {
  if (ageMs > REVERTIBLE_MS || before === undefined) return 'kill';
  return isServedBy(before, ailment) ? 'kill' : 'revert';
}

/**
 * Whether a document would go on serving a candidate. Rules that both documents have, outside of the comparison, do not
 * count: they are no part of the rollout, as for a segment that goes first; nor do pins, which somebody asked for.
 */
function isServedBy(
  before: FlagDocument,
  { current, flag: name, candidates }: Omit<Ailment, 'before' | 'ageMs'>,
) {
  const flag = before.flags.find((one) => one.flag === name);
  if (flag === undefined) return false;
  if (candidates.includes(flag.default)) return true;
  if (flag.disabled) return false;
  const now = current.flags.find((one) => one.flag === name);
  const isUnchanged = (rule: Rule): boolean =>
    isDeepStrictEqual(before.segments, current.segments) &&
    now?.rules.some((one) => isDeepStrictEqual(one, rule) && !isGate(now, one)) === true;
  return flag.rules.some((rule) => servesAny(flag, rule, candidates) && !isUnchanged(rule));
}

function servesAny(flag: Flag, rule: Rule, candidates: readonly FlagValue[]): boolean {
  const values = 'split' in rule ? rule.split.map((arm) => arm.value) : [rule.value];
  if (rule.condition.rollout_percentage === 0) return false;
  return values.some((value) => candidates.includes(value) && !flag.killed.includes(value));
}
