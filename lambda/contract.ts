/**
 * Names that constructs write and handlers read. Nothing here may import: this is the one file `lib` takes from `lambda`.
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

export const METRIC_NAMESPACE = 'ModelRollout';

/** Metric dimensions. */
export const DIMENSION = {
  service: 'Service',
  environment: 'Environment',
  flag: 'Flag',
  role: 'Role',
  model: 'Model',
  /** Group of units, `00` to `15`, by their bucket: how far requests of one user belong together shows between them. */
  unitGroup: 'UnitGroup',
  /** Name of an outcome. Not `Outcome`: a member of a record is a dimension or a metric, and that is the metric. */
  outcome: 'OutcomeName',
  /** Metric and direction of a guardrail. */
  guardrail: 'Guardrail',
  /** What a candidate is served, as text. */
  value: 'Value',
} as const;

/**
 * Dimension sets of a request's record. Sets that name `Role` are left out when the request has no role.
 * `comparison` sums over flags: one flag is in motion at a time, so one set of alarms serves whichever it is.
 */
export const DIMENSION_SETS = {
  environment: [DIMENSION.service, DIMENSION.environment],
  model: [DIMENSION.service, DIMENSION.environment, DIMENSION.model],
  comparison: [DIMENSION.service, DIMENSION.environment, DIMENSION.role],
  role: [DIMENSION.service, DIMENSION.environment, DIMENSION.flag, DIMENSION.role],
} as const;

/**
 * Dimension set of a candidate's `Requests` by the value that it is served, written where no document of AppConfig tells
 * which values are tried out: there the guard reads it off here.
 */
export const CANDIDATE_DIMENSION_SET = [...DIMENSION_SETS.role, DIMENSION.value] as const;

/**
 * Dimension sets of an arm: a role of a flag with the value that it is served. Written where the stage asks for
 * comparisons, of whoever has a role, with the squares of whatever is more than 0 or 1.
 */
export const ARM_DIMENSION_SETS = {
  arm: CANDIDATE_DIMENSION_SET,
  outcome: [...CANDIDATE_DIMENSION_SET, DIMENSION.outcome],
  /** Written where comparisons count users; likewise the next. No squares: the variance comes from between the groups. */
  group: [...CANDIDATE_DIMENSION_SET, DIMENSION.unitGroup],
  outcomeGroup: [...CANDIDATE_DIMENSION_SET, DIMENSION.outcome, DIMENSION.unitGroup],
} as const;

/** Dimension sets for the guard's sake. */
export const GUARD_DIMENSION_SETS = {
  /** Requests and the metrics of guardrails, written where the guard counts users. */
  unitGroup: [DIMENSION.service, DIMENSION.environment, DIMENSION.role, DIMENSION.unitGroup],
  outcome: [DIMENSION.service, DIMENSION.environment, DIMENSION.role, DIMENSION.outcome],
  /** Written where the guard counts users. */
  outcomeGroup: [
    DIMENSION.service,
    DIMENSION.environment,
    DIMENSION.role,
    DIMENSION.outcome,
    DIMENSION.unitGroup,
  ],
  /** The guard writes its evidence about each guardrail here, for people. */
  guardrail: [DIMENSION.service, DIMENSION.environment, DIMENSION.guardrail],
} as const;

/** Metrics of one inference request. 0/1 unless a unit is given; all describe the first attempt. */
export const METRIC = {
  requests: 'Requests',
  /** The caller's input was refused with 400; the record of such a request holds no other metric. */
  badRequests: 'BadRequests',
  /** The answer could not be used, whatever the reason: error, time-out, throttle or malformed. */
  errors: 'Errors',
  timeouts: 'Timeouts',
  throttles: 'Throttles',
  malformedResponses: 'MalformedResponses',
  overLatencyLimit: 'OverLatencyLimit',
  /** Milliseconds; absent when nothing was called, because the flag's value could not be honoured. */
  latencyMs: 'LatencyMs',
  /** Tokens; absent, as are the next two, when the model gave no answer at all. */
  inputTokens: 'InputTokens',
  /** Tokens. */
  outputTokens: 'OutputTokens',
  /** Cost ÷ cap, clipped to 0…1. */
  costShare: 'CostShare',
  /** The user was answered by the control value after the candidate failed. */
  fallbacks: 'Fallbacks',
  /** Flags or prompts came from the last good document because the source failed. */
  configStale: 'ConfigStale',
  /** Flags or prompts came from the bundled safe default, or a flag's value meant nothing here and was replaced. */
  configDefault: 'ConfigDefault',
  /** A percentage or split could not be decided: the unit lacks the bucketing attribute. */
  unbucketed: 'Unbucketed',
} as const;

export type MetricName = (typeof METRIC)[keyof typeof METRIC];

/** Metrics of arms only, in US dollars; absent when the model gave no answer at all. */
export const ARM_METRIC = {
  /** What the first attempt cost. */
  costUsd: 'CostUsd',
  /** The same of an answer that could be used: absent otherwise. Its samples are the answered requests. */
  answeredCostUsd: 'AnsweredCostUsd',
} as const;

/**
 * Metric that tells which version of the flag document a request was served from, by its number; dimension set
 * `environment` alone. Absent for the bundled default and for versions that are no number.
 */
export const VERSION_METRIC = 'FlagsVersion';

/** Metric of an outcome, a value in [0, 1]; its name is a dimension and its count is its own. */
export const OUTCOME_METRIC = 'Outcome';

/** Outcomes that were sent to the outcomes function, by what became of them; dimension set `environment`. */
export const OUTCOMES_METRIC = {
  counted: 'OutcomesCounted',
  /** Counted before. */
  duplicate: 'OutcomesDuplicate',
  /** Refused for good: forged, expired, undeclared, out of range, malformed. */
  refused: 'OutcomesRefused',
  /** Not counted now, to be sent again. */
  deferred: 'OutcomesDeferred',
  /** Counted, but not noted as counted: sent again, they would count twice. */
  unsettled: 'OutcomesUnsettled',
} as const;

/** What became of answers that came to the evaluator; dimension set `environment`. */
export const EVALUATION_METRIC = {
  /** Judged, or given the worst score unread for being malformed. */
  judged: 'AnswersJudged',
  /** The judge's words were no score. */
  unusable: 'JudgementsUnusable',
  /** Not judged because the hour's budget did not reach. */
  overBudget: 'AnswersOverBudget',
  /** Not judged and never will be: the message is malformed, or there is no reference to compare with. */
  refused: 'AnswersRefused',
  /** Not judged now; the queue hands them out again. */
  deferred: 'AnswersDeferred',
  /** Tokens. */
  inputTokens: 'JudgeInputTokens',
  /** Tokens. */
  outputTokens: 'JudgeOutputTokens',
} as const;

/** Ending of the metric that holds the squares of another, emitted where means are compared. */
export const SQUARED = 'Squared';

/** What the guard says of itself, once a look; dimension set `environment` of {@link DIMENSION_SETS}. */
export const GUARD_METRIC = {
  /** Combined e-value, cut off at 1e9; also by guardrail. Roll back at 1 ÷ alpha. */
  evidence: 'Evidence',
  /**
   * 1 when a look came to nothing through no fault of the candidate: nothing could be read, or not to be trusted, or the
   * watch found cause to act and could not.
   */
  blind: 'GuardBlind',
  /** 1 when the roles' shares of the traffic are not those of the document. */
  sampleRatioMismatch: 'SampleRatioMismatch',
  /** 1 when the watch reverted a completed deployment or killed a value; only where a completed rollout was looked at. */
  watchActions: 'WatchActions',
  /** Percentage of users to whom AppConfig makes the new document available, by its own word; at ticks only. */
  deploymentPercentage: 'DeploymentPercentage',
} as const;

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
