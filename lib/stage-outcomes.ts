import { Duration } from 'aws-cdk-lib';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { OutcomesProps } from '../core/outcomes/parse-outcomes.ts';
import { type CheckedComparison, checkComparison } from './comparison-config.ts';
import { ComparisonReport } from './constructs/comparison-report.ts';
import type { FunctionHosting } from './constructs/function-hosting.ts';
import type { ModelFlags } from './constructs/model-flags.ts';
import { RolloutEvaluation } from './constructs/rollout-evaluation.ts';
import { RolloutOutcomes } from './constructs/rollout-outcomes.ts';
import type { TokenKeyTimes } from './constructs/token-key.ts';
import { readDocument, readDocuments } from './document-sources.ts';
import { parseDocuments } from './documents.ts';
import { type CheckedEvaluation, checkEvaluation, withJudgeScore } from './evaluation-config.ts';
import { type CheckedGuard, checkGuardConfig } from './guard-config.ts';
import { requireOutcomes, withOutcomes } from './outcomes-config.ts';
import { checked } from './safety/synth-check.ts';
import type { CompleteStage } from './stage-config.ts';
import { stageRemoval } from './stage-removal.ts';

/** What a stage judges and compares by, checked. */
export interface StageMeasures {
  /** Those that are declared, and the judge's score. Absent where there are none. */
  readonly outcomes: OutcomesProps | undefined;
  /** With a guardrail for each outcome. Absent where the stage has no guard. */
  readonly guard: CheckedGuard | undefined;
  /** Absent where the stage has no comparisons. */
  readonly comparison: CheckedComparison | undefined;
  /** Absent where no answer is judged by a model. */
  readonly evaluation: CheckedEvaluation | undefined;
}

/** Reads what a stage says of its guard, its outcomes, its judge and its comparisons; they have to agree. */
export function stageMeasures(scope: Construct, config: CompleteStage): StageMeasures {
  const { guard, comparison, provider } = config;
  const outcomes = config.evaluation ? withJudgeScore(config.outcomes) : config.outcomes;
  checked(scope, 'outcomes-refused', () => requireTokensForOutcomes(outcomes, config.exposureTokens));
  const declared = checked(scope, 'outcomes-refused', () => outcomes && requireOutcomes(outcomes));
  return {
    outcomes,
    guard: checked(
      scope,
      'guard-refused',
      () => guard && checkGuardConfig(declared ? withOutcomes(guard, declared) : guard, provider),
    ),
    comparison: checked(scope, 'comparison-refused', () => comparison && checkComparison(comparison)),
    evaluation: checkedEvaluation(scope, config),
  };
}

function requireTokensForOutcomes(outcomes?: OutcomesProps, exposureTokens?: TokenKeyTimes): void {
  if (outcomes !== undefined || exposureTokens === undefined) return;
  throw new Error(
    'exposureTokens is given without outcomes, which tokens are for: declare outcomes, or leave it out',
  );
}

function checkedEvaluation(
  scope: Construct,
  { evaluation, models, firstVersion }: CompleteStage,
): CheckedEvaluation | undefined {
  if (evaluation === undefined) return undefined;
  const { flags } = checked(scope, 'document-refused', () =>
    parseDocuments('firstVersion', readDocuments(firstVersion, 'firstVersion')),
  );
  return checked(scope, 'evaluation-refused', () => {
    const rubrics = readDocument(evaluation.rubrics, 'evaluation.rubrics');
    return checkEvaluation(evaluation, { models, flags: flags.flags.map(({ flag }) => flag), rubrics });
  });
}

/** The door for the outcomes of a stage; none where it has none. */
export function createStageOutcomes(
  scope: Construct,
  { service, stage, exposureTokens, functionUrl }: CompleteStage,
  { outcomes, guard, comparison, evaluation: _, ...hosting }: StageMeasures & FunctionHosting,
): RolloutOutcomes | undefined {
  if (outcomes === undefined) return undefined;
  return new RolloutOutcomes(scope, 'Outcomes', {
    ...{ service, stage, outcomes, ...exposureTokens, ...hosting },
    ...(guard && { guard: guard.props }),
    ...(comparison && { comparisons: comparison.independence }),
    ...(functionUrl === undefined ? {} : { functionUrl }),
  });
}

/** What the judge of a stage works with. */
export interface StageJudgeParts extends FunctionHosting {
  readonly flags: ModelFlags;
  readonly outcomes: RolloutOutcomes | undefined;
  readonly evaluation: CheckedEvaluation | undefined;
}

/** The judge of a stage's answers; none where it asks for none. */
export function createStageEvaluation(
  scope: Construct,
  { models, agentLayer, removalPolicy }: CompleteStage,
  { outcomes, evaluation, ...parts }: StageJudgeParts,
): RolloutEvaluation | undefined {
  if (!evaluation || !outcomes) return undefined;
  return new RolloutEvaluation(scope, 'Evaluation', {
    ...{ outcomes, evaluation, models, ...parts },
    ...(agentLayer && { agentLayer }),
    removalPolicy: stageRemoval(removalPolicy).policy,
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
  { service, stage }: CompleteStage,
  { outcomes, guard, comparison, evaluation: _, ...parts }: StageReportParts,
): ComparisonReport | undefined {
  if (comparison?.report === undefined) return undefined;
  const { everyDays, bucket } = comparison.report;
  return new ComparisonReport(scope, 'Report', {
    ...{ service, stage, ...parts },
    every: Duration.days(everyDays),
    ...(outcomes && { outcomes }),
    ...(guard && { guard: guard.props }),
    ...(bucket !== undefined && { bucket: bucketOf(scope, bucket) }),
  });
}

function bucketOf(scope: Construct, bucket: IBucket | string): IBucket {
  return typeof bucket === 'string' ? Bucket.fromBucketName(scope, 'ReportBucket', bucket) : bucket;
}
