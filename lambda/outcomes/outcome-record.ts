import type { Role } from '../../core/evaluation/decision.ts';
import type { Guard } from '../../core/guard/guard.ts';
import { DIMENSION, GUARD_DIMENSION_SETS, OUTCOME_METRIC, SQUARED } from '../contract.ts';
import { createEmbeddedMetrics } from '../embedded-metrics.ts';
import { unitGroupOf } from '../guard/unit-group.ts';

/** What became of an answer, learned later: a judge's score, a rating, a task completed. */
export interface Outcome {
  /** As a guardrail names it after `outcome:`. */
  readonly name: string;
  /** 0…1 */
  readonly value: number;
  /** Side that the user was on when the answer was given. */
  readonly role: Role;
  /** Place of the unit in the gate, as the decision reported it; without it the outcome counts in no group of users. */
  readonly bucket?: number | undefined;
  /** When it was learned, epoch milliseconds. */
  readonly timestampMs: number;
}

export interface OutcomeRecordOptions {
  readonly service: string;
  readonly stage: string;
  /** Decides of which outcomes groups of users and squares are written; without one of none. */
  readonly guard?: Guard | undefined;
}

/**
 * Makes one line of CloudWatch embedded metric format for each outcome. Throws a `RangeError` for a value outside 0…1:
 * the guard's evidence would be false.
 */
export function createOutcomeRecord({
  service,
  stage,
  guard,
}: OutcomeRecordOptions): (outcome: Outcome) => string {
  const write = createEmbeddedMetrics({ [OUTCOME_METRIC]: 'None', [`${OUTCOME_METRIC}${SQUARED}`]: 'None' });
  const { outcome: byRole, outcomeGroup: byGroup } = GUARD_DIMENSION_SETS;
  const guardrails = guard?.guardrails ?? [];
  const grouped = new Set(guard?.independence === 'users' ? guardrails.map(({ metric }) => metric) : []);
  const compared = new Set(guardrails.filter(({ method }) => method === 'mean').map(({ metric }) => metric));
  return ({ name, value, role, bucket, timestampMs }) => {
    if (!(value >= 0 && value <= 1)) {
      throw new RangeError(
        `the outcome ${name} is ${value}, allowed is 0 to 1; scale it before it is reported`,
      );
    }
    const metric = `outcome:${name}` as const;
    const squares = compared.has(metric) ? { [`${OUTCOME_METRIC}${SQUARED}`]: value ** 2 } : {};
    return write({
      timestampMs,
      dimensionSets: grouped.has(metric) ? [byRole, byGroup] : [byRole],
      dimensions: {
        [DIMENSION.service]: service,
        [DIMENSION.environment]: stage,
        [DIMENSION.role]: role,
        [DIMENSION.outcome]: name,
        [DIMENSION.unitGroup]: unitGroupOf(bucket),
      },
      metrics: { [OUTCOME_METRIC]: value },
      further: [{ dimensionSet: byRole, metrics: squares }],
    });
  };
}
