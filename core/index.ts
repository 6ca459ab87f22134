export type {
  Arm,
  Condition,
  Flag,
  FlagDocument,
  FlagValue,
  Operators,
  Pin,
  Rule,
  Scalar,
  SplitRule,
  Test,
  ValueRule,
} from './document/flag-document.ts';
export { ISSUE_CODES, type Issue, type IssueCode, issueLine } from './document/issue.ts';
export { flagDocumentSchema, type JsonSchema } from './document/json-schema.ts';
export {
  type ParsedFlagDocument,
  parseFlagDocument,
  parseFlagDocumentText,
} from './document/parse-flag-document.ts';
export { printFlagDocument } from './document/print-flag-document.ts';
export { type CompiledDocument, compile } from './evaluation/compile.ts';
export type {
  Decision,
  ErrorCode,
  EvaluationContext,
  FailedDecision,
  Reason,
  Role,
  ServedDecision,
} from './evaluation/decision.ts';
export { evaluate, evaluateControl } from './evaluation/evaluate.ts';
export { compare } from './experiment/compare.ts';
export type {
  AdjustedP,
  Adjustment,
  ArmSummary,
  ArmVerdict,
  Comparison,
  ComparisonVerdict,
  Contrast,
  CovariateAdjustment,
  DetectableEffect,
  Effect,
  Inference,
  Interval,
  MetricComparison,
  QuantileDifference,
  SampleRatioCheck,
  SegmentComparison,
  ShareOfArm,
  VarianceSource,
  VerdictKind,
} from './experiment/comparison.ts';
export type { Distributions } from './experiment/distributions.ts';
export {
  type ArmData,
  COMPARISON_DEFAULTS,
  type ComparisonOptions,
  type ExperimentData,
  type ExperimentMetric,
  type GoodDirection,
  type Looks,
  type MetricKind,
  type Moments,
  type PairedMoments,
  type QuantilePeriod,
  type QuantilePoint,
  type SegmentData,
  type Standing,
} from './experiment/experiment.ts';
export { quantileProbabilities } from './experiment/quantiles.ts';
export type { Dispersion } from './guard/dispersion.ts';
export type { EvidenceProcess, ProcessTotals } from './guard/evidence-process.ts';
export type { Guard, GuardMetric, Guardrail, Independence, Method } from './guard/guard.ts';
export type {
  ArmGroups,
  ArmMinutes,
  GuardData,
  MetricData,
  MetricGroups,
  MetricMinutes,
  Numbers,
  ShareRange,
} from './guard/guard-data.ts';
export { type GuardrailFinding, judge, type MeanMethod, type Verdict } from './guard/judge.ts';
export { meanMethod } from './guard/mean-method.ts';
export type { MetricEvidence } from './guard/metric-evidence.ts';
export type { SpecialFunctions } from './guard/normal-mixture.ts';
export { type GuardProps, type GuardrailProps, parseGuard } from './guard/parse-guard.ts';
export type { IntervalOptions, RatioInterval } from './guard/ratio-interval.ts';
export type { SampleRatio } from './guard/sample-ratio.ts';
export type { Direction } from './guard/tilts.ts';
export type { OutcomeDeclaration } from './outcomes/outcome-declaration.ts';
export { type OutcomeProps, type OutcomesProps, parseOutcomes } from './outcomes/parse-outcomes.ts';
export { parsePromptDocument, parsePromptDocumentText } from './prompts/parse-prompt-document.ts';
export type { Prompt, PromptDocument } from './prompts/prompt-document.ts';
export type { Result } from './result.ts';
export { parseRubricDocument, parseRubricDocumentText } from './rubrics/parse-rubric-document.ts';
export type { Reference, Rubric, RubricDocument, Scale } from './rubrics/rubric-document.ts';
