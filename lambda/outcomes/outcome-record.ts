import type { FlagValue } from '../../core/document/flag-document.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import type { Guard, Independence } from '../../core/guard/guard.ts';
import { metricOfOutcome } from '../../core/guard/outcome-metric.ts';
import { createEmbeddedMetrics, type FurtherDirective, type MetricValue } from '../embedded-metrics.ts';
import { unitGroupOf } from '../guard/unit-group.ts';
import {
  ARM_DIMENSION_SETS,
  DIMENSION,
  GUARD_DIMENSION_SETS,
  OUTCOME_METRIC,
  SQUARED,
} from '../metric-names.ts';

/** What became of an answer, learned later: a judge's score, a rating, a task completed. */
export interface Outcome {
  /** As a guardrail names it after `outcome:`. */
  readonly name: string;
  /** 0…1; or up to 100 such, of outcomes that are alike in everything else. */
  readonly value: number | readonly number[];
  /** Side that the user was on when the answer was given. */
  readonly role: Role;
  /**
   * Place of the unit in the gate, as the decision reported it, or the number of its group; without it the outcome counts
   * in no group of users.
   */
  readonly bucket?: number | undefined;
  /** What was compared when the answer was given; without it the outcome counts for no arm. */
  readonly arm?: OutcomeArm | undefined;
  /** When it was learned, epoch milliseconds. */
  readonly timestampMs: number;
}

/** The flag in motion and what it served. */
export interface OutcomeArm {
  readonly flag: string;
  readonly value: FlagValue;
}

export interface OutcomeRecordOptions {
  readonly service: string;
  readonly stage: string;
  /** Decides of which outcomes groups of users and squares are written; without one of none. */
  readonly guard?: Guard | undefined;
  /** Has the values of the flag in motion compared, and says what is independent; without it they are not. */
  readonly comparisons?: Independence | undefined;
}

const SQUARES = `${OUTCOME_METRIC}${SQUARED}`;
const { outcome: BY_ROLE, outcomeGroup: BY_GROUP } = GUARD_DIMENSION_SETS;

/**
 * Makes one line of CloudWatch embedded metric format for each outcome. Throws a `RangeError` for a value outside 0…1:
 * the guard's evidence would be false.
 */
export function createOutcomeRecord(options: OutcomeRecordOptions): (outcome: Outcome) => string {
  const { service, stage, guard, comparisons } = options;
  const write = createEmbeddedMetrics({ [OUTCOME_METRIC]: 'None', [SQUARES]: 'None' });
  const guardrails = guard?.guardrails ?? [];
  const grouped = new Set(guard?.independence === 'users' ? guardrails.map(({ metric }) => metric) : []);
  const compared = new Set(guardrails.filter(({ method }) => method === 'mean').map(({ metric }) => metric));
  return ({ name, value, role, bucket, arm, timestampMs }) => {
    requireShare(name, value);
    const metric = metricOfOutcome(name);
    return write({
      timestampMs,
      dimensionSets: grouped.has(metric) ? [BY_ROLE, BY_GROUP] : [BY_ROLE],
      dimensions: {
        [DIMENSION.service]: service,
        [DIMENSION.environment]: stage,
        [DIMENSION.role]: role,
        [DIMENSION.outcome]: name,
        [DIMENSION.unitGroup]: unitGroupOf(bucket),
        [DIMENSION.flag]: arm?.flag,
        [DIMENSION.value]: arm && String(arm.value),
      },
      metrics: { [OUTCOME_METRIC]: value },
      further: [
        ...(compared.has(metric) ? [{ dimensionSet: BY_ROLE, metrics: { [SQUARES]: squared(value) } }] : []),
        ...armDirectives(comparisons, value),
      ],
    });
  };
}

/** Left out of the record where the outcome has no arm, or no group. */
function armDirectives(
  comparisons: Independence | undefined,
  value: MetricValue,
): readonly FurtherDirective[] {
  if (comparisons === undefined) return [];
  const metrics = { [OUTCOME_METRIC]: value };
  const arm = {
    dimensionSet: ARM_DIMENSION_SETS.outcome,
    metrics: { ...metrics, [SQUARES]: squared(value) },
  };
  const group = { dimensionSet: ARM_DIMENSION_SETS.outcomeGroup, metrics };
  return comparisons === 'users' ? [arm, group] : [arm];
}

function squared(value: MetricValue): MetricValue {
  return typeof value === 'number' ? value ** 2 : value.map((one) => one ** 2);
}

function requireShare(name: string, value: MetricValue): void {
  const wrong = (typeof value === 'number' ? [value] : value).find((one) => !(one >= 0 && one <= 1));
  if (wrong === undefined) return;
  throw new RangeError(`the outcome ${name} is ${wrong}, allowed is 0 to 1; scale it before it is reported`);
}
