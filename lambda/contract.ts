/**
 * Names that constructs write and handlers read. Nothing here may import: with `metric-names.ts`
 * it is all that `lib` takes from `lambda`.
 */

/** Environment variables of the package's functions; each has those that it reads. */
export const ENV = {
  /** AppConfig application, id or name. */
  application: 'MODEL_ROLLOUT_APPLICATION',
  /** AppConfig environment, id or name. */
  environment: 'MODEL_ROLLOUT_ENVIRONMENT',
  /** AppConfig configuration profile of the flag document, id or name. */
  flagsProfile: 'MODEL_ROLLOUT_FLAGS_PROFILE',
  /** AppConfig configuration profile of the prompt document, id or name. */
  promptsProfile: 'MODEL_ROLLOUT_PROMPTS_PROFILE',
  /** Longest wait for the AppConfig agent in milliseconds; default 300. */
  flagsTimeoutMs: 'MODEL_ROLLOUT_FLAGS_TIMEOUT_MS',
  /** Value of the metric dimension `Service`. */
  service: 'MODEL_ROLLOUT_SERVICE',
  /** Value of the metric dimension `Environment`: the stage's name. */
  stage: 'MODEL_ROLLOUT_STAGE',
  /** JSON of {@link Catalogue}. */
  catalogue: 'MODEL_ROLLOUT_CATALOGUE',
  /** Longest wait for one model answer in milliseconds. */
  modelTimeoutMs: 'MODEL_ROLLOUT_MODEL_TIMEOUT_MS',
  /** Most tokens a model may answer with. */
  maxOutputTokens: 'MODEL_ROLLOUT_MAX_OUTPUT_TOKENS',
  /** A request slower than this many milliseconds counts as `OverLatencyLimit`. */
  latencyLimitMs: 'MODEL_ROLLOUT_LATENCY_LIMIT_MS',
  /** Cost in US dollars at which `CostShare` is 1. */
  costCapUsd: 'MODEL_ROLLOUT_COST_CAP_USD',
  /** Bedrock knowledge base id; unset = no retrieval. */
  knowledgeBase: 'MODEL_ROLLOUT_KNOWLEDGE_BASE',
  /** JSON of the guard's props; unset = no guard, and the inference function writes no metrics for one. */
  guard: 'MODEL_ROLLOUT_GUARD',
  /** AppConfig deployment strategy that changes everything at once, id: how the watch kills. */
  atOnceStrategy: 'MODEL_ROLLOUT_AT_ONCE_STRATEGY',
  /** KMS key that deployments are encrypted with, ARN; unset = AWS's own. */
  encryptionKey: 'MODEL_ROLLOUT_ENCRYPTION_KEY',
  /** Hours that the watch looks at a completed rollout. */
  watchHours: 'MODEL_ROLLOUT_WATCH_HOURS',
  /** Names of the alarms that the watch heeds beside the guard, comma-separated. */
  watchedAlarms: 'MODEL_ROLLOUT_WATCHED_ALARMS',
  /** Who decides about flags, and who stands behind: one of {@link PROVIDERS}; default `appconfig`. */
  providers: 'MODEL_ROLLOUT_PROVIDERS',
  /** Secret in AWS Secrets Manager, ARN or name, whose value is LaunchDarkly's SDK key, or JSON with `sdkKey`. */
  launchDarklySecret: 'MODEL_ROLLOUT_LAUNCHDARKLY_SECRET',
  /** Longest wait for the secret and LaunchDarkly together, once a cold start, in milliseconds; default 1000. */
  launchDarklyWaitMs: 'MODEL_ROLLOUT_LAUNCHDARKLY_WAIT_MS',
  /** JSON of {@link LaunchDarklyUris}; unset = LaunchDarkly's own. */
  launchDarklyUris: 'MODEL_ROLLOUT_LAUNCHDARKLY_URIS',
  /** JSON of the declared outcomes by name; unset = the stage counts none. */
  outcomes: 'MODEL_ROLLOUT_OUTCOMES',
  /** Secret in AWS Secrets Manager, ARN or name, whose text is the key of exposure tokens; unset = answers carry none. */
  tokenSecret: 'MODEL_ROLLOUT_TOKEN_SECRET',
  /** Days after which an exposure token is refused; default 30. */
  tokenDays: 'MODEL_ROLLOUT_TOKEN_DAYS',
  /** DynamoDB table that remembers which outcomes were counted: partition key `id`, time to live `expiration`. */
  outcomesTable: 'MODEL_ROLLOUT_OUTCOMES_TABLE',
  /** JSON of what is sampled and judged, and by whom; unset = no answer is evaluated. */
  evaluation: 'MODEL_ROLLOUT_EVALUATION',
  /** AppConfig configuration profile of the rubric document, id or name; unset = the evaluator has the bundled one. */
  rubricsProfile: 'MODEL_ROLLOUT_RUBRICS_PROFILE',
  /** SQS queue of answers to be evaluated, URL; the inference function sends there, the evaluator is called by Lambda. */
  evaluationQueue: 'MODEL_ROLLOUT_EVALUATION_QUEUE',
  /**
   * Whether metrics tell the arms of a comparison apart: `requests`, or `users` for groups of users besides; unset = they
   * tell roles apart only.
   */
  comparisons: 'MODEL_ROLLOUT_COMPARISONS',
  /** SNS topics told of a comparison's verdicts, ARNs, comma-separated. */
  reportTopics: 'MODEL_ROLLOUT_REPORT_TOPICS',
  /** Names of the alarms whose history a report shows, comma-separated; unset = none. */
  reportMonitors: 'MODEL_ROLLOUT_REPORT_MONITORS',
  /** S3 bucket that reports are put in; unset = no report is kept. */
  reportBucket: 'MODEL_ROLLOUT_REPORT_BUCKET',
  /** Days that a report looks back. */
  reportDays: 'MODEL_ROLLOUT_REPORT_DAYS',
} as const;

/** Values of `ENV.providers`: the primary, and after a comma the secondary. */
export const PROVIDERS = [
  'appconfig',
  'launchdarkly',
  'launchdarkly,appconfig',
  'appconfig,launchdarkly',
] as const;

export type Providers = (typeof PROVIDERS)[number];

/** Base addresses of LaunchDarkly's services, for a Relay Proxy, a federal or European instance. */
export interface LaunchDarklyUris {
  /** Streaming: `https://stream.launchdarkly.com` unless given. */
  readonly stream?: string;
  /** Polling: `https://sdk.launchdarkly.com` unless given. */
  readonly base?: string;
  /** Events: `https://events.launchdarkly.com` unless given. */
  readonly events?: string;
}

/** Environment variables that the AppConfig agent's Lambda extension reads (its names, its defaults). */
export const AGENT_ENV = {
  /** Port the agent listens on; default 2772. */
  httpPort: 'AWS_APPCONFIG_EXTENSION_HTTP_PORT',
  /** Seconds between polls; default 45. */
  pollIntervalSeconds: 'AWS_APPCONFIG_EXTENSION_POLL_INTERVAL_SECONDS',
  /** Configurations fetched before the first invocation: comma-separated paths. */
  prefetchList: 'AWS_APPCONFIG_EXTENSION_PREFETCH_LIST',
} as const;

/** Names of a stage's AppConfig configuration profiles. */
export const PROFILE = { flags: 'model-flags', prompts: 'prompts', rubrics: 'rubrics' } as const;

/** Names of a stage's AppConfig deployment strategies, which an account has in common: by the application's name. */
export function strategyNames(applicationName: string): { readonly linear: string; readonly atOnce: string } {
  return { linear: `${applicationName}-linear`, atOnce: `${applicationName}-at-once` };
}

/** Detail type of the events that bring outcomes to a stage over EventBridge; the detail is an outcome, or `{ outcomes: […] }`. */
export const OUTCOME_DETAIL_TYPE = 'Outcome';

/** Source of such events: stages that share a bus are told apart by it. */
export function outcomeSource(service: string, stage: string): string {
  return `model-rollout.${service}-${stage}`;
}

/** How the keys of a stage's reports begin, in the bucket that they are put in. */
export function reportPrefix(service: string, stage: string): string {
  return `model-rollout/${service}-${stage}/`;
}

/** The flags the inference handler reads at request time. */
export const FLAGS = {
  model: 'inference_model',
  prompt: 'system_prompt_version',
  topK: 'retrieval_top_k',
  format: 'response_format',
} as const;

/** Files beside the bundled handlers that hold the safe default documents: rubrics beside the evaluator's. */
export const SAFE_DEFAULT = {
  flags: 'safe-default-flags.json',
  prompts: 'safe-default-prompts.json',
  rubrics: 'safe-default-rubrics.json',
} as const;

/** What the environment knows of a model: how to call it and what it costs. */
export interface CatalogueEntry {
  /** Bedrock model id, or inference-profile id. */
  readonly modelId: string;
  /** US dollars per million input tokens. */
  readonly inputUsdPerMillion: number;
  /** US dollars per million output tokens. */
  readonly outputUsdPerMillion: number;
}

/** Values of the model flag → Bedrock models. A model is never named by the caller. */
export type Catalogue = Readonly<Record<string, CatalogueEntry>>;

/**
 * Parameters of the guard's AppConfig extension, given by its association with the flag document's profile: there the
 * command line finds by which guard a stage is judged. AppConfig hands them to the tick function, which ignores them.
 */
export const GUARD_PARAMETER = {
  /** Value of the metric dimension `Service`. */
  service: 'service',
  /** Value of the metric dimension `Environment`. */
  stage: 'stage',
  /** JSON of the guard's props. */
  guard: 'guard',
  /** JSON of the declared outcomes, where the stage declares any. */
  outcomes: 'outcomes',
} as const;

/** Tag of an AppConfig deployment that the watch leaves alone, whatever is found: the operator's word. */
export const KEEP_TAG = 'model-rollout:keep';

/** How the keys of the tags begin in which the watch notes, at the environment, the alarms that it has silenced. */
export const SILENCED_TAGS = 'model-rollout:silenced:';
