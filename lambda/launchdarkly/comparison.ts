import type { FlagValue } from '../../core/document/flag-document.ts';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { type CompiledDocument, compile } from '../../core/evaluation/compile.ts';
import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { evaluate } from '../../core/evaluation/evaluate.ts';
import { bundledDocument } from '../flags/store-options.ts';
import { unitOf } from '../openfeature/flag-context.ts';
import { groupingPlace } from '../openfeature/grouping-place.ts';
import type { ComparedUnit } from '../openfeature/outcome-tracker.ts';

/** Somebody in an experiment of LaunchDarkly. */
export interface Compared extends ComparedUnit {
  /** What the control side is served; present where the role is `candidate`. */
  readonly control?: FlagValue;
}

/**
 * Tells candidate from control among those whom LaunchDarkly says are in an experiment: the control side is what the
 * safe default serves the unit, everybody else in the experiment is a candidate. LaunchDarkly itself names no control.
 */
export class Comparison {
  readonly #safeDefault: CompiledDocument;

  /**
   * Throws a `RolloutError` `safe-default-invalid` for a text that is no flag document.
   *
   * @param safeDefault the safe default flag document as JSON text; without one, what a caller gives as default is
   *   the control.
   */
  constructor(safeDefault: string | undefined) {
    this.#safeDefault =
      safeDefault === undefined
        ? compile({ version: 1, segments: {}, flags: [] })
        : compile(bundledDocument(parseFlagDocumentText(safeDefault), 'flag'));
  }

  /** Flags of the safe default. */
  get flags(): Iterable<string> {
    return this.#safeDefault.flags.keys();
  }

  /** What the control side is served; `undefined` for a flag that the safe default does not have. */
  control(flag: string, context: EvaluationContext, nowMs: number): FlagValue | undefined {
    return evaluate(this.#safeDefault, flag, context, nowMs).value;
  }

  /** The side of one who is in the experiment and is served `value`. */
  sideOf(flag: string, context: EvaluationContext, value: unknown, control: FlagValue): Compared {
    const bucket = groupingPlace('launchdarkly', flag, unitOf(context));
    return value === control ? { role: 'control', bucket } : { role: 'candidate', bucket, control };
  }
}
