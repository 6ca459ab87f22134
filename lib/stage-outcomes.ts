import { Duration } from 'aws-cdk-lib';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { OutcomeDeclaration } from '../core/outcomes/outcome-declaration.ts';
import { type CheckedComparison, checkComparison } from './comparison-config.ts';
import { ComparisonReport } from './constructs/comparison-report.ts';
import type { FunctionHosting } from './constructs/function-hosting.ts';
import type { ModelFlags } from './constructs/model-flags.ts';
import { RolloutOutcomes } from './constructs/rollout-outcomes.ts';
import { type CheckedGuard, checkGuardConfig } from './guard-config.ts';
import { requireOutcomes, withOutcomes } from './outcomes-config.ts';
import { checked } from './safety/synth-check.ts';
import type { CompleteStage } from './stage-config.ts';

/** What a stage judges and compares by, checked. */
export interface StageMeasures {
  /** With a guardrail for each declared outcome. Absent where the stage has no guard. */
  readonly guard: CheckedGuard | undefined;
  /** Absent where the stage has no comparisons. */
  readonly comparison: CheckedComparison | undefined;
}

/** Reads what a stage says of its guard, its outcomes and its comparisons; they have to agree. */
export function stageMeasures(scope: Construct, config: CompleteStage): StageMeasures {
  const { guard, comparison, provider } = config;
  const declared = checked(scope, 'outcomes-refused', () => declaredOutcomes(config));
  return {
    guard: checked(
      scope,
      'guard-refused',
      () => guard && checkGuardConfig(declared ? withOutcomes(guard, declared) : guard, provider),
    ),
    comparison: checked(scope, 'comparison-refused', () => comparison && checkComparison(comparison)),
  };
}

function declaredOutcomes({
  outcomes,
  exposureTokens,
}: CompleteStage): readonly OutcomeDeclaration[] | undefined {
  if (outcomes !== undefined) return requireOutcomes(outcomes);
  if (exposureTokens === undefined) return undefined;
  throw new Error(
    'exposureTokens is given without outcomes, which tokens are for: declare outcomes, or leave it out',
  );
}

/** The door for the outcomes that a stage declares; none where it declares none. */
export function createStageOutcomes(
  scope: Construct,
  config: CompleteStage,
  { guard, comparison, ...hosting }: StageMeasures & FunctionHosting,
): RolloutOutcomes | undefined {
  const { service, stage, outcomes, exposureTokens, functionUrl } = config;
  if (outcomes === undefined) return undefined;
  return new RolloutOutcomes(scope, 'Outcomes', {
    ...{ service, stage, outcomes, ...exposureTokens, ...hosting },
    ...(guard && { guard: guard.props }),
    ...(comparison && { comparisons: comparison.independence }),
    ...(functionUrl === undefined ? {} : { functionUrl }),
  });
}

/** What a report of a stage is made of, and who hears of it. */
export interface StageReportParts extends StageMeasures, FunctionHosting {
  readonly flags: ModelFlags;
  readonly topics: readonly ITopic[];
}

/** The report that a stage asks for; none where it asks for none. */
export function createStageReport(
  scope: Construct,
  { service, stage, outcomes }: CompleteStage,
  { guard, comparison, ...parts }: StageReportParts,
): ComparisonReport | undefined {
  if (comparison?.report === undefined) return undefined;
  const { everyDays, bucket } = comparison.report;
  return new ComparisonReport(scope, 'Report', {
    ...{ service, stage, comparisons: comparison.independence, ...parts },
    every: Duration.days(everyDays),
    ...(outcomes && { outcomes }),
    ...(guard && { guard: guard.props }),
    ...(bucket !== undefined && { bucket: bucketOf(scope, bucket) }),
  });
}

function bucketOf(scope: Construct, bucket: IBucket | string): IBucket {
  return typeof bucket === 'string' ? Bucket.fromBucketName(scope, 'ReportBucket', bucket) : bucket;
}
