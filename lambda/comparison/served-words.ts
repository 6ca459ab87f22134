import type { Flag, Rule } from '../../core/document/flag-document.ts';
import { candidatesOf, isGate } from '../../core/document/gates.ts';

/** What a flag serves, in a few words: `opus`, or while it is in motion `sonnet for 10 %, else haiku`; `nothing` without it. */
export function servedWords(flag: Flag | undefined): string {
  if (flag === undefined) return 'nothing';
  const everybody = flag.disabled ? undefined : flag.rules.find((rule) => isForEverybody(flag, rule));
  if (everybody && 'value' in everybody) return String(everybody.value);
  const gate = flag.rules.find((rule) => isGate(flag, rule));
  return gate ? `${gateWords(flag, gate)}, else ${controlOf(flag, gate)}` : String(flag.default);
}

/** What a gate compares its candidates with; of a percentage the flag's default, though later rules may serve some users others. */
export function controlOf(flag: Flag, gate: Rule): string {
  return String('split' in gate ? gate.control : flag.default);
}

/** The share of each arm that a gate deals units to, on any scale, the control's first. */
export function weightsOf(flag: Flag, gate: Rule): ReadonlyMap<string, number> {
  const control = controlOf(flag, gate);
  if (!('split' in gate)) {
    const percentage = Number(gate.condition.rollout_percentage);
    return new Map([
      [control, 100 - percentage],
      [String(gate.value), percentage],
    ]);
  }
  const served = gate.split.filter(({ value }) => !flag.killed.includes(value));
  const weights = new Map(served.map(({ value, weight }) => [String(value), weight]));
  return new Map([[control, weights.get(control) ?? 0], ...weights]);
}

function gateWords(flag: Flag, gate: Rule): string {
  const weights = weightsOf(flag, gate);
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return candidatesOf(flag, gate)
    .map((value) => `${value} for ${Number(((100 * (weights.get(String(value)) ?? 0)) / all).toFixed(3))} %`)
    .join(', ');
}

function isForEverybody({ killed }: Flag, rule: Rule): boolean {
  if ('split' in rule || killed.includes(rule.value)) return false;
  const { rollout_percentage: share, ...others } = rule.condition;
  return Object.keys(others).length === 0 && (share === undefined || share === 100);
}
