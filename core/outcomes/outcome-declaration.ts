import { metricOfOutcome } from '../guard/outcome-metric.ts';
import type { GuardrailProps } from '../guard/parse-guard.ts';
import { type Direction, opposite } from '../guard/tilts.ts';

/** A business outcome that a stage counts: what users do with an answer, learned later. Its values are in [0, 1]. */
export interface OutcomeDeclaration {
  readonly name: string;
  /** The way it gets better. A guardrail's direction is the other one, by which it gets worse. */
  readonly direction: Direction;
  /** Ratio of the candidate's mean to the control's that is put up with: ≤ 1 for those better up, ≥ 1 for those better down. */
  readonly tolerance: number;
  /** Whether it is among those that a comparison is decided by. */
  readonly primary: boolean;
}

/** The guardrail that follows from a declared outcome. */
export function outcomeGuardrail({ name, direction, tolerance }: OutcomeDeclaration): GuardrailProps {
  return { metric: metricOfOutcome(name), direction: opposite(direction), tolerance };
}
