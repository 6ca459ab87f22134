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
export { parsePromptDocument, parsePromptDocumentText } from './prompts/parse-prompt-document.ts';
export type { Prompt, PromptDocument } from './prompts/prompt-document.ts';
export type { Result } from './result.ts';
