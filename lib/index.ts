export type { Role } from '../core/evaluation/decision.ts';
export type { Independence, Method } from '../core/guard/guard.ts';
export type { GuardProps, GuardrailProps } from '../core/guard/parse-guard.ts';
export type { Direction } from '../core/guard/tilts.ts';
export type { OutcomeProps, OutcomesProps } from '../core/outcomes/parse-outcomes.ts';
export type { Evaluation, RoleShares } from '../core/rubrics/evaluation.ts';
export type { EvaluationProps } from '../core/rubrics/parse-evaluation.ts';
export type { LaunchDarklyUris } from '../lambda/contract.ts';
export type { ComparisonConfig, ReportConfig } from './comparison-config.ts';
export type { AgentFeature, AgentLayer, AgentLayerRequest } from './constructs/agent-layer.ts';
export { findAgentLayer, requireAgentFeatures } from './constructs/agent-layer.ts';
export type { AlarmLimits } from './constructs/alarm-limits.ts';
export { ComparisonReport, type ComparisonReportProps } from './constructs/comparison-report.ts';
export { EvaluationQueue, type EvaluationQueueProps } from './constructs/evaluation-queue.ts';
export type { FunctionHosting } from './constructs/function-hosting.ts';
export type { GuardFunctionProps } from './constructs/guard-function.ts';
export { GuardTick } from './constructs/guard-tick.ts';
export { GuardWatch, type GuardWatchProps } from './constructs/guard-watch.ts';
export { HostedDocument, type HostedDocumentProps } from './constructs/hosted-document.ts';
export { InferenceFunction, type InferenceFunctionProps } from './constructs/inference-function.ts';
export type { LaunchDarklyProps } from './constructs/launch-darkly.ts';
export { MeasureAlarms, type MeasureAlarmsProps } from './constructs/measure-alarms.ts';
export { ModelFlags, type ModelFlagsProps } from './constructs/model-flags.ts';
export type { Network } from './constructs/network.ts';
export { OutcomesTable } from './constructs/outcomes-table.ts';
export { RolloutAlarms, type RolloutAlarmsProps } from './constructs/rollout-alarms.ts';
export { RolloutDashboard, type RolloutDashboardProps } from './constructs/rollout-dashboard.ts';
export { RolloutEvaluation, type RolloutEvaluationProps } from './constructs/rollout-evaluation.ts';
export { RolloutGuard, type RolloutGuardProps } from './constructs/rollout-guard.ts';
export type { MetricSource } from './constructs/rollout-metrics.ts';
export { RolloutNotifications, type RolloutNotificationsProps } from './constructs/rollout-notifications.ts';
export { RolloutOutcomes, type RolloutOutcomesProps } from './constructs/rollout-outcomes.ts';
export type { AlarmOwner } from './constructs/runbook-alarm.ts';
export { StageTopic, type StageTopicProps } from './constructs/stage-topic.ts';
export { TokenKey, type TokenKeyProps, type TokenKeyTimes } from './constructs/token-key.ts';
export type { DocumentSource, DocumentSources } from './document-sources.ts';
export type { Documents } from './documents.ts';
export {
  type CheckedEvaluation,
  checkEvaluation,
  type EvaluationConfig,
  type EvaluationSurroundings,
} from './evaluation-config.ts';
export type { ExpectedEffect, ExpectedTraffic } from './expected-traffic.ts';
export type { FlagProvider, FlagProviderChoice } from './flag-providers.ts';
export type { GuardConfig } from './guard-config.ts';
export type {
  CalledModel,
  FoundationModelConfig,
  InferenceProfileConfig,
  ModelConfig,
  Models,
  Prices,
} from './model-config.ts';
export { ModelRolloutStack } from './model-rollout-stack.ts';
export type { NotificationConfig } from './notification-config.ts';
export type { RolloutConfig, StageConfig } from './stage-config.ts';
export type { LaunchDarklyConfig } from './stage-launch-darkly.ts';
export type { NetworkIds } from './stage-network.ts';
