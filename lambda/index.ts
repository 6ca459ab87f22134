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
export {
  AppConfigFeatureFlagsProvider,
  type AppConfigFeatureFlagsProviderOptions,
} from './appconfig-flags/app-config-feature-flags-provider.ts';
export { type Clock, systemClock } from './clock.ts';
export type { Environment } from './env-reader.ts';
export type { AgentAddress } from './flags/agent-client.ts';
export { AgentFlagSource } from './flags/agent-flag-source.ts';
export { type AgentSettings, agentSettings } from './flags/agent-settings.ts';
export { AppConfigDataSource, type AppConfigDataSourceOptions } from './flags/app-config-data-source.ts';
export type {
  ConfigurationPlace,
  ConfigurationReader,
  LatestConfiguration,
} from './flags/configuration-session.ts';
export type {
  ConfigurationStore,
  ConfigurationStoreOptions,
  Freshness,
  Snapshot,
} from './flags/configuration-store.ts';
export { FileFlagSource, type FileFlagSourceOptions } from './flags/file-flag-source.ts';
export type { FlagSource, SourcedDocument } from './flags/flag-source.ts';
export { createFlagStore, type FlagStore, type StoredDocument } from './flags/flag-store.ts';
export {
  type ParameterReader,
  PowertoolsFlagSource,
  type PowertoolsFlagSourceOptions,
} from './flags/powertools-flag-source.ts';
export { createPromptStore, type PromptStore } from './flags/prompt-store.ts';
export type { StoreOptions } from './flags/store-options.ts';
export { TextFlagSource } from './flags/text-flag-source.ts';
export { guardSettings } from './guard/guard-settings.ts';
export type { RequestArm } from './inference/arm-directives.ts';
export {
  createMetricsRecord,
  type Measured,
  type Measurement,
  type MetricsRecord,
  type MetricsRecordOptions,
} from './inference/metrics-record.ts';
export type {
  LaunchDarklyClient,
  LaunchDarklyContext,
  LaunchDarklyDetail,
  LaunchDarklyReason,
  LaunchDarklyState,
} from './launchdarkly/launchdarkly-client.ts';
export {
  type ConnectionTrouble,
  type LaunchDarklyConnection,
  LaunchDarklyLog,
  type LaunchDarklyLogOptions,
} from './launchdarkly/launchdarkly-log.ts';
export {
  LaunchDarklyModelFlagsProvider,
  type LaunchDarklyModelFlagsProviderOptions,
} from './launchdarkly/launchdarkly-model-flags-provider.ts';
export type { LaunchDarklySessionOptions } from './launchdarkly/launchdarkly-session.ts';
export { METRIC, type MetricName } from './metric-names.ts';
export {
  createModelFlags,
  type DecisionClient,
  type ModelFlags,
  type ModelFlagsOptions,
  type ModelFlagsUser,
  type ValuesOf,
} from './model-flags/create-model-flags.ts';
export type { FlagDecision, FlagDecisions, FlagDefaults, FlagType } from './model-flags/flag-decision.ts';
export type { MeasurementLimits } from './model-flags/measure-observation.ts';
export type { Measures } from './model-flags/observation.ts';
export type { ObserveOptions } from './model-flags/observe.ts';
export {
  AppConfigModelFlagsProvider,
  type AppConfigModelFlagsProviderOptions,
  type ProvidedFlags,
} from './openfeature/app-config-model-flags-provider.ts';
export { ExposureHook } from './openfeature/exposure-hook.ts';
export { type ExposureRecordsOptions, exposureRecords } from './openfeature/exposure-records.ts';
export { type FailOverProviders, failOver } from './openfeature/fail-over.ts';
export { FLAG_METADATA } from './openfeature/flag-metadata.ts';
export { KillSwitch, type KillSwitchOptions } from './openfeature/kill-switch.ts';
export type { OutcomeTrackerOptions } from './openfeature/outcome-tracker.ts';
export { type ResolvedFlag, resolvedFlag } from './openfeature/resolved-flag.ts';
export { exposureOf } from './outcomes/exposure.ts';
export type { ExposureToken } from './outcomes/exposure-token.ts';
export {
  createOutcomeRecord,
  type Outcome,
  type OutcomeArm,
  type OutcomeRecordOptions,
} from './outcomes/outcome-record.ts';
export {
  createTokenIssuer,
  type Exposure,
  type SignExposure,
  type TokenIssuer,
  type TokenIssuerOptions,
} from './outcomes/token-issuer.ts';
export {
  type KeyReader,
  type KeyVersion,
  type TokenKeySet,
  TokenKeys,
  type TokenKeysOptions,
} from './outcomes/token-keys.ts';
export {
  type Fault,
  RolloutError,
  type RolloutErrorCode,
  type RolloutErrorOptions,
} from './rollout-error.ts';
export type { Timer } from './timer.ts';
