import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LATENCY_LIMIT_MS, MODEL_SECONDS } from './constructs/inference-function.ts';
import { FLAGS_TIMEOUT_MS, POLL_SECONDS } from './constructs/model-flags.ts';
import { BAKE_MINUTES, ROLLOUT_MINUTES } from './constructs/rollout-strategies.ts';
import { type NumberLimits, requireNumber } from './require-number.ts';
import { checked } from './safety/synth-check.ts';
import type { CompleteStage } from './stage-config.ts';

/** A model's time as a stage says it. */
const MODEL_MS: NumberLimits = {
  ...MODEL_SECONDS,
  min: MODEL_SECONDS.min * 1000,
  max: MODEL_SECONDS.max * 1000,
};

/** The durations of a stage, as its constructs take them. */
export interface StageDurations {
  readonly rolloutDuration: Duration;
  readonly bakeTime: Duration;
  readonly pollInterval: Duration;
  readonly flagsTimeout: Duration;
  readonly modelTimeout: Duration;
  readonly latencyLimit: Duration;
}

/**
 * Makes durations of a stage's numbers. The constructs check them, too, but by names of their own, and a negative one
 * would not become a duration at all.
 *
 * @throws by the check of the number, naming it as the stage does.
 */
export function stageDurations(scope: Construct, config: CompleteStage): StageDurations {
  const { rollout, pollIntervalSeconds, flagsTimeoutMs, modelTimeoutMs, latencyLimitMs } = config;
  checked(scope, 'strategy-out-of-range', () => {
    requireNumber('rollout.durationMinutes', rollout.durationMinutes, ROLLOUT_MINUTES);
    requireNumber('rollout.bakeMinutes', rollout.bakeMinutes, BAKE_MINUTES);
  });
  checked(scope, 'out-of-range', () => {
    requireNumber('pollIntervalSeconds', pollIntervalSeconds, POLL_SECONDS);
    requireNumber('flagsTimeoutMs', flagsTimeoutMs, FLAGS_TIMEOUT_MS);
    requireNumber('modelTimeoutMs', modelTimeoutMs, MODEL_MS);
    requireNumber('latencyLimitMs', latencyLimitMs, LATENCY_LIMIT_MS);
  });
  return {
    rolloutDuration: Duration.minutes(rollout.durationMinutes),
    bakeTime: Duration.minutes(rollout.bakeMinutes),
    pollInterval: Duration.seconds(pollIntervalSeconds),
    flagsTimeout: Duration.millis(flagsTimeoutMs),
    modelTimeout: Duration.millis(modelTimeoutMs),
    latencyLimit: Duration.millis(latencyLimitMs),
  };
}
