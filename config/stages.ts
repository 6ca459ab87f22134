import type { GuardrailProps } from '../core/guard/parse-guard.ts';
import type { ModelConfig } from '../lib/model-config.ts';
import type { CompleteStage } from '../lib/stage-config.ts';

/** Regions that the `us.` inference profiles send requests to. */
const US_REGIONS = ['us-east-1', 'us-east-2', 'us-west-2'];

/** Prices of Amazon Bedrock on demand in the US; geographic inference profiles cost a tenth more than global ones. */
const MODELS: Readonly<Record<string, ModelConfig>> = {
  'claude-3-haiku': {
    foundationModel: 'anthropic.claude-3-haiku-20240307-v1:0',
    inputUsdPerMillion: 0.25,
    outputUsdPerMillion: 1.25,
  },
  'claude-sonnet-4-6': {
    inferenceProfile: 'us.anthropic.claude-sonnet-4-6',
    foundationModel: 'anthropic.claude-sonnet-4-6',
    regions: US_REGIONS,
    inputUsdPerMillion: 3.3,
    outputUsdPerMillion: 16.5,
  },
  'claude-opus-4-6': {
    inferenceProfile: 'us.anthropic.claude-opus-4-6-v1',
    foundationModel: 'anthropic.claude-opus-4-6-v1',
    regions: US_REGIONS,
    inputUsdPerMillion: 5.5,
    outputUsdPerMillion: 27.5,
  },
};

/**
 * What a candidate may not do worse, beyond what is put up with: a tenth more failures, which time-outs, throttles and
 * malformed answers are too; a fifth more slow answers, since a better model may think longer; three percent of the
 * judge's mean score. Few guardrails, since they share one promise. One whose outcome nobody reports finds nothing, and the
 * others then need half as much evidence again.
 */
const GUARDRAILS: readonly GuardrailProps[] = [
  { metric: 'errors', tolerance: 1.1 },
  { metric: 'over_latency_limit', tolerance: 1.2 },
  { metric: 'outcome:judge_score', direction: 'down', tolerance: 0.97 },
];

const COMMON = {
  service: 'model-rollout',
  region: 'us-east-1',
  // `docs/launchdarkly.md` has what else a stage says in which LaunchDarkly decides.
  provider: 'appconfig',
  pollIntervalSeconds: 15,
  flagsTimeoutMs: 300,
  modelTimeoutMs: 30_000,
  maxOutputTokens: 1024,
  latencyLimitMs: 10_000,
  costCapUsd: 0.05,
  models: MODELS,
  alarmTopicArns: [],
  notifications: { emails: [] },
  dashboard: true,
  firstVersion: {
    flags: new URL('first-version/model-flags.json', import.meta.url),
    prompts: new URL('first-version/prompts.json', import.meta.url),
  },
  safeDefault: {
    flags: new URL('safe-default/model-flags.json', import.meta.url),
    prompts: new URL('safe-default/prompts.json', import.meta.url),
  },
} satisfies Partial<CompleteStage>;

/** Every stage by name: one stack each, usually one AWS account each. */
export const STAGES: Readonly<Record<'staging' | 'prod', CompleteStage & { readonly region: string }>> = {
  staging: {
    ...COMMON,
    stage: 'staging',
    production: false,
    removalPolicy: 'retain',
    rollout: { growthPercent: 20, durationMinutes: 15, bakeMinutes: 5 },
    guard: { guardrails: GUARDRAILS },
    logRetentionDays: 14,
  },
  prod: {
    ...COMMON,
    stage: 'prod',
    production: true,
    removalPolicy: 'retain',
    rollout: { growthPercent: 10, durationMinutes: 40, bakeMinutes: 20 },
    guard: {
      guardrails: GUARDRAILS,
      expected: {
        requestsPerMinute: 300,
        gatePercentage: 50,
        effects: {
          errors: { baseRate: 0.005, ratio: 3 },
          over_latency_limit: { baseRate: 0.02, ratio: 2 },
          'outcome:judge_score': { baseRate: 0.75, ratio: 0.85, measuredShare: 0.5 },
        },
      },
    },
    logRetentionDays: 90,
  },
};
