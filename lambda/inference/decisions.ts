import type { CompiledDocument } from '../../core/evaluation/compile.ts';
import type { Decision, EvaluationContext, Role } from '../../core/evaluation/decision.ts';
import { evaluate } from '../../core/evaluation/evaluate.ts';
import { FLAGS } from '../contract.ts';

/** Which of the four flags: a key of `FLAGS`. */
export type FlagKey = keyof typeof FLAGS;

/** What the four flags serve to one unit. */
export type Decisions = Readonly<Record<FlagKey, Decision>>;

export const FLAG_KEYS = Object.keys(FLAGS) as readonly FlagKey[];

/** The flag in motion for this unit, and the side the unit is on. */
export interface Motion {
  readonly key: FlagKey;
  readonly role: Role;
  /** The unit's place in the gate. */
  readonly bucket: number | undefined;
}

export function decide(document: CompiledDocument, context: EvaluationContext, nowMs: number): Decisions {
  return {
    model: evaluate(document, FLAGS.model, context, nowMs),
    prompt: evaluate(document, FLAGS.prompt, context, nowMs),
    topK: evaluate(document, FLAGS.topK, context, nowMs),
    format: evaluate(document, FLAGS.format, context, nowMs),
  };
}

/** At most one flag of a document is in motion; `undefined` when this unit is in no comparison. */
export function motionOf(decisions: Decisions): Motion | undefined {
  for (const key of FLAG_KEYS) {
    const { role, bucket } = decisions[key];
    if (role !== undefined) return { key, role, bucket };
  }
  return undefined;
}
