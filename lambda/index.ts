export type { FlagValue } from '../core/document/flag-document.ts';
export type { Issue, IssueCode } from '../core/document/issue.ts';
export type { CompiledDocument } from '../core/evaluation/compile.ts';
export type {
  Decision,
  ErrorCode,
  EvaluationContext,
  FailedDecision,
  Reason,
  Role,
  ServedDecision,
} from '../core/evaluation/decision.ts';
export { evaluate, evaluateControl } from '../core/evaluation/evaluate.ts';
export type { Guard, GuardMetric, Guardrail, Independence, Method } from '../core/guard/guard.ts';
export type { Direction } from '../core/guard/tilts.ts';
export type { Prompt, PromptDocument } from '../core/prompts/prompt-document.ts';
export type { Result } from '../core/result.ts';
export { type Clock, systemClock } from './clock.ts';
export { METRIC, type MetricName } from './contract.ts';
export type { Environment } from './env-reader.ts';
export { AgentFlagSource, type AgentFlagSourceOptions } from './flags/agent-flag-source.ts';
export { type AgentSettings, agentSettings } from './flags/agent-settings.ts';
export type {
  ConfigurationStore,
  ConfigurationStoreOptions,
  Freshness,
  Snapshot,
} from './flags/configuration-store.ts';
export type { FlagSource, SourcedDocument } from './flags/flag-source.ts';
export { createFlagStore, type FlagStore } from './flags/flag-store.ts';
export { createPromptStore, type PromptStore } from './flags/prompt-store.ts';
export type { StoreOptions } from './flags/store-options.ts';
export { guardSettings } from './guard/guard-settings.ts';
export {
  createMetricsRecord,
  type Measured,
  type Measurement,
  type MetricsRecord,
  type MetricsRecordOptions,
} from './inference/metrics-record.ts';
export { createOutcomeRecord, type Outcome, type OutcomeRecordOptions } from './outcomes/outcome-record.ts';
export {
  type Fault,
  RolloutError,
  type RolloutErrorCode,
  type RolloutErrorOptions,
} from './rollout-error.ts';
