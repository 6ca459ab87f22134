import type { Guard } from '../../core/guard/guard.ts';
import type { InferenceSettings } from '../../lambda/inference/settings.ts';
import type { ModelBehaviour } from '../../local/bedrock/model-script.ts';

/** The stage of the end-to-end run: half of the users try sonnet, some are in no comparison, and models fail now and then. */
export const FLAGS = JSON.stringify({
  version: 1,
  flags: [
    {
      flag: 'inference_model',
      default: 'haiku',
      rules: [
        { name: 'internal', condition: { user_segment: 'internal' }, value: 'haiku' },
        { name: 'canary', condition: { rollout_percentage: 50 }, value: 'sonnet' },
      ],
    },
    { flag: 'system_prompt_version', default: 'v1' },
    { flag: 'retrieval_top_k', default: 0 },
    { flag: 'response_format', default: 'text' },
  ].map((flag) => ({ ...flag, permanent: true })),
});

export const PROMPTS = JSON.stringify({ version: 1, prompts: { v1: { system: 'Answer.' } } });

const BEHAVIOUR: ModelBehaviour = {
  timeToFirstTokenMs: { median: 300, logSd: 0.3 },
  msPerOutputToken: 5,
  outputTokens: { logMean: 2, logSd: 0.3, cap: 20 },
  ...{ errorRate: 0, throttleRate: 0, timeoutRate: 0, malformedRate: 0 },
};

export const SCRIPTS = {
  'bedrock.haiku': { ...BEHAVIOUR, throttleRate: 0.01 },
  'bedrock.sonnet': { ...BEHAVIOUR, errorRate: 0.03 },
};

const GUARD: Guard = {
  ...{ alpha: 0.05, minimumExposures: 50, independence: 'users' },
  guardrails: [
    { metric: 'outcome:task_completed', direction: 'down', tolerance: 0.97, weight: 0.5, method: 'exact' },
    { metric: 'outcome:rating', direction: 'down', tolerance: 0.97, weight: 0.5, method: 'mean' },
  ],
};

export const STAGE = { service: 'assistant', stage: 'prod', comparisons: 'users', guard: GUARD } as const;

export const INFERENCE: InferenceSettings = {
  ...STAGE,
  catalogue: {
    haiku: { modelId: 'bedrock.haiku', inputUsdPerMillion: 1, outputUsdPerMillion: 5 },
    sonnet: { modelId: 'bedrock.sonnet', inputUsdPerMillion: 3, outputUsdPerMillion: 15 },
  },
  ...{ modelTimeoutMs: 30_000, maxOutputTokens: 100, latencyLimitMs: 3000, costCapUsd: 0.01 },
};

export const DECLARED = {
  task_completed: { direction: 'up', primary: true },
  escalated: { direction: 'down' },
  rating: { direction: 'up' },
} as const;

export const TABLE = 'outcomes';
export const LIFETIME_MS = 30 * 86_400_000;
