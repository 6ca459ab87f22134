/**
 * Names of metrics and dimensions, which handlers write and constructs, the guard and the command line read. Nothing here
 * may import: with `contract.ts` it is all that `lib` takes from `lambda`.
 */

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
  /** What either side is served, as text. */
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

/** Dimension set of an outcome by role, for people. Written of every outcome; the guard and comparisons go by arms. */
export const OUTCOME_DIMENSION_SET = [...DIMENSION_SETS.comparison, DIMENSION.outcome] as const;

const ARM = [...DIMENSION_SETS.role, DIMENSION.value] as const;

/**
 * Dimension sets of an arm: a role of a flag with the value that it is served. Written where the stage asks for
 * comparisons, of whoever has a role, with the squares of whatever is more than 0 or 1.
 */
export const ARM_DIMENSION_SETS = {
  /** Written of `Requests` also where no document of AppConfig tells which values are compared: the guard reads it off here. */
  arm: ARM,
  /** Written also of outcomes that the guard watches, which may come when another value is tried out; squares for a mean. */
  outcome: [...ARM, DIMENSION.outcome],
  /** Written where comparisons count users. No squares: the variance comes from between the groups. */
  group: [...ARM, DIMENSION.unitGroup],
  /** Written where comparisons count users, or the guard does and watches the outcome. */
  outcomeGroup: [...ARM, DIMENSION.outcome, DIMENSION.unitGroup],
} as const;

/** Dimension sets for the guard's sake. */
export const GUARD_DIMENSION_SETS = {
  /** Requests and the metrics of guardrails, written where the guard counts users. */
  unitGroup: [DIMENSION.service, DIMENSION.environment, DIMENSION.role, DIMENSION.unitGroup],
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
