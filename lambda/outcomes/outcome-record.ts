import type { FlagValue } from '../../core/document/flag-document.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import type { Guard, Independence } from '../../core/guard/guard.ts';
import { metricOfOutcome } from '../../core/guard/outcome-metric.ts';
import { createEmbeddedMetrics, type FurtherDirective, type MetricValue } from '../embedded-metrics.ts';
import { unitGroupOf } from '../guard/unit-group.ts';
import {
  ARM_DIMENSION_SETS,
  DIMENSION,
  OUTCOME_DIMENSION_SET,
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
  /**
   * What was compared when the answer was given; without it the outcome counts for no arm, and so neither for the guard nor
   * in comparisons.
   */
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
  /** Whose outcomes are counted by arm, for the guard reads them there; without one they are not. */
  readonly guard?: Guard | undefined;
  /** Has the values of the flag in motion compared, and says what is independent; without it they are not. */
  readonly comparisons?: Independence | undefined;
}

const SQUARES = `${OUTCOME_METRIC}${SQUARED}`;

/**
 * Makes one line of CloudWatch embedded metric format for each outcome. Throws a `RangeError` for a value outside 0…1:
 * the guard's evidence would be false.
 */
export function createOutcomeRecord(options: OutcomeRecordOptions): (outcome: Outcome) => string {
  const { service, stage, guard, comparisons } = options;
  const write = createEmbeddedMetrics({ [OUTCOME_METRIC]: 'None', [SQUARES]: 'None' });
  const armNeeds = armNeedsOf(guard, comparisons);
  return ({ name, value, role, bucket, arm, timestampMs }) => {
    requireShare(name, value);
    return write({
      timestampMs,
      dimensionSets: [OUTCOME_DIMENSION_SET],
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
      further: armDirectives(armNeeds(metricOfOutcome(name)), value),
    });
  };
}

/** What is written of an outcome by arm. */
interface ArmNeeds {
  readonly sums: boolean;
  readonly squares: boolean;
  readonly groups: boolean;
}

function armNeedsOf(
  guard: Guard | undefined,
  comparisons: Independence | undefined,
): (metric: string) => ArmNeeds {
  const guardrails = guard?.guardrails ?? [];
  const watched = new Set<string>(guardrails.map(({ metric }) => metric));
  const means = new Set<string>(
    guardrails.filter(({ method }) => method === 'mean').map(({ metric }) => metric),
  );
  const isCompared = comparisons !== undefined;
  return (metric) => ({
    sums: isCompared || watched.has(metric),
    squares: isCompared || means.has(metric),
    groups: comparisons === 'users' || (guard?.independence === 'users' && watched.has(metric)),
  });
}

/** Left out of the record where the outcome has no arm, or no group. */
function armDirectives({ sums, squares, groups }: ArmNeeds, value: MetricValue): readonly FurtherDirective[] {
  const metrics = { [OUTCOME_METRIC]: value };
  const { outcome, outcomeGroup } = ARM_DIMENSION_SETS;
  const arm = { ...metrics, ...(squares && { [SQUARES]: squared(value) }) };
  return [
    ...(sums ? [{ dimensionSet: outcome, metrics: arm }] : []),
    ...(groups ? [{ dimensionSet: outcomeGroup, metrics }] : []),
  ];
}

function squared(value: MetricValue): MetricValue {
  return typeof value === 'number' ? value ** 2 : value.map((one) => one ** 2);
}

function requireShare(name: string, value: MetricValue): void {
  const wrong = (typeof value === 'number' ? [value] : value).find((one) => !(one >= 0 && one <= 1));
  if (wrong === undefined) return;
  throw new RangeError(`the outcome ${name} is ${wrong}, allowed is 0 to 1; scale it before it is reported`);
}
