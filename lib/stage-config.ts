import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AgentLayer } from './constructs/agent-layer.ts';
import type { AlarmLimits } from './constructs/alarm-limits.ts';
import type { Documents } from './documents.ts';
import type { GuardConfig } from './guard-config.ts';
import type { Models } from './model-config.ts';

/** Names of a flag document and a prompt document on disk, relative to the package. */
export interface DocumentFiles {
  readonly flags: string;
  readonly prompts: string;
}

/** How a rollout grows; ranges as in `ModelFlagsProps`. */
export interface RolloutConfig {
  /** Percent of users that each step adds. */
  readonly growthPercent: number;
  readonly durationMinutes: number;
  readonly bakeMinutes: number;
}

/** Everything that differs between stages. The values are in `config/stages.ts`. */
export interface StageConfig {
  /** Name of the stage: the metric dimension `Environment` and the AppConfig environment. */
  readonly stage: string;
  /** Name of the service: the metric dimension `Service`. */
  readonly service: string;
  /**
   * AWS account.
   * @default - the account of the credentials at deploy time
   */
  readonly account?: string;
  /** AWS region; a literal, since the AppConfig agent's layer differs by region. */
  readonly region: string;
  /**
   * Layer with the AppConfig agent.
   * @default - the layer of the region in the package's own table
   */
  readonly agentLayer?: AgentLayer;
  readonly rollout: RolloutConfig;
  /** Seconds between two looks of an agent for a new version. */
  readonly pollIntervalSeconds: number;
  /** Longest wait for the agent in milliseconds. */
  readonly flagsTimeoutMs: number;
  /** Longest wait for one model answer in milliseconds. */
  readonly modelTimeoutMs: number;
  readonly maxOutputTokens: number;
  /** A request slower than this many milliseconds counts as `OverLatencyLimit`. */
  readonly latencyLimitMs: number;
  /** Cost of a request in US dollars at which `CostShare` is 1. */
  readonly costCapUsd: number;
  /** Values of the flag `inference_model` → models. */
  readonly models: Models;
  /**
   * Bedrock knowledge base.
   * @default - no retrieval
   */
  readonly knowledgeBaseId?: string;
  /**
   * Limits of the alarms that differ from the defaults.
   * @default - the defaults of `AlarmLimits`
   */
  readonly alarmLimits?: Partial<AlarmLimits>;
  /**
   * Guard that judges a rollout beside the alarms.
   * @default - no guard
   */
  readonly guard?: GuardConfig;
  /** ARNs of SNS topics told of every alarm; may be empty. */
  readonly alarmTopicArns: readonly string[];
  /** Days that logs are kept; a number CloudWatch Logs knows. */
  readonly logRetentionDays: number;
  /** Deployed at once by CloudFormation the first time; a later change would be deployed at once as well. */
  readonly firstVersion: DocumentFiles;
  /** Bundled beside the handler. */
  readonly safeDefault: DocumentFiles;
}

/**
 * Reads a pair of documents from disk; parsing is the constructs' part.
 *
 * @throws naming the file when it is missing or not JSON.
 */
export function readDocuments(files: DocumentFiles): Documents {
  return { flags: readJson(files.flags), prompts: readJson(files.prompts) };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8'));
  } catch (cause) {
    throw new Error(`${file} cannot be read as JSON: check the file and its name in config/stages.ts`, {
      cause,
    });
  }
}
