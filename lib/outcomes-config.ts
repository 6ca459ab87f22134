import { outcomeOfMetric } from '../core/guard/outcome-metric.ts';
import type { GuardProps } from '../core/guard/parse-guard.ts';
import { type OutcomeDeclaration, outcomeGuardrail } from '../core/outcomes/outcome-declaration.ts';
import { type OutcomesProps, parseOutcomes } from '../core/outcomes/parse-outcomes.ts';

/**
 * Reads declared outcomes with the parser that the functions use.
 *
 * @throws listing everything that is wrong, one line each.
 */
export function requireOutcomes(props: OutcomesProps): readonly OutcomeDeclaration[] {
  const parsed = parseOutcomes(props);
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.problems.map((problem) => `outcomes are refused: ${problem}`).join('\n'));
}

/**
 * A guard with a guardrail for each declared outcome; one that the guard has already stays as it is written.
 *
 * @throws when a guardrail names an outcome that is not declared, or takes for worse what is declared to be better.
 */
export function withOutcomes<Guard extends GuardProps>(
  guard: Guard,
  outcomes: readonly OutcomeDeclaration[],
): Guard {
  const { guardrails } = guard;
  // Anything else is for the guard's own parser to refuse.
  if (!Array.isArray(guardrails)) return guard;
  const problems = guardrails.flatMap((guardrail) => contradictions(guardrail, outcomes));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const written = new Set(guardrails.map((guardrail) => guardrail?.metric));
  const derived = outcomes.map(outcomeGuardrail).filter(({ metric }) => !written.has(metric));
  return { ...guard, guardrails: [...guardrails, ...derived] };
}

function contradictions(
  guardrail: GuardProps['guardrails'][number],
  outcomes: readonly OutcomeDeclaration[],
): readonly string[] {
  const { metric, direction } = guardrail ?? {};
  const name = outcomeOfMetric(String(metric));
  if (name === undefined) return [];
  const declared = outcomes.find((outcome) => outcome.name === name);
  if (declared === undefined) {
    const names = outcomes.map((outcome) => outcome.name).join(', ');
    return [`guard has a guardrail on ${metric}, but declared are ${names}: declare ${name} in outcomes too`];
  }
  if (direction !== declared.direction) return [];
  return [
    `guard takes ${name} for worse when it goes ${direction}, but outcomes declares that to be better: correct one of the two directions`,
  ];
}
