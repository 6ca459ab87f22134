import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { OutcomesProps } from '../core/outcomes/parse-outcomes.ts';
import type { ComparisonConfig } from './comparison-config.ts';
import type { AgentLayer } from './constructs/agent-layer.ts';
import type { AlarmLimits } from './constructs/alarm-limits.ts';
import type { Network } from './constructs/network.ts';
import type { TokenKeyTimes } from './constructs/token-key.ts';
import type { DocumentSources } from './document-sources.ts';
import type { EvaluationConfig } from './evaluation-config.ts';
import type { FlagProviderChoice } from './flag-providers.ts';
import type { GuardConfig } from './guard-config.ts';
import type { Models } from './model-config.ts';
import type { NotificationConfig } from './notification-config.ts';
import type { LaunchDarklyConfig } from './stage-launch-darkly.ts';
import type { NetworkIds } from './stage-network.ts';

/** How a rollout grows; ranges as in `ModelFlagsProps`. */
export interface RolloutConfig {
  /** Percent of users that each step adds. */
  readonly growthPercent: number;
  readonly durationMinutes: number;
  readonly bakeMinutes: number;
}

/** Everything that differs between stages; what is left out has its default. */
export interface StageConfig extends FlagProviderChoice {
  /** Name of the stage: the metric dimension `Environment` and the AppConfig environment. */
  readonly stage: string;
  /** Name of the service: the metric dimension `Service`. */
  readonly service: string;
  /**
   * AWS account.
   * @default - the account of the credentials at deploy time
   */
  readonly account?: string;
  /**
   * AWS region.
   * @default - that of the `Stage` around the stack, or else of the credentials at deploy time
   */
  readonly region?: string;
  /**
   * Whether the users of the stage are real ones: then a rollout without a bake is refused.
   * @default false
   */
  readonly production?: boolean;
  /**
   * What `cdk destroy` does to application, profiles and versions. AppConfig deletes no profile that has versions, so
   * `destroy` fails until those that operators stored have been deleted.
   * @default 'retain'
   */
  readonly removalPolicy?: 'retain' | 'destroy';
  /**
   * Layer with the AppConfig agent.
   * @default - the layer of the region in the package's own table
   */
  readonly agentLayer?: AgentLayer;
  /**
   * How a rollout grows.
   * @default { growthPercent: 10, durationMinutes: 40, bakeMinutes: 20 }
   */
  readonly rollout?: RolloutConfig;
  /**
   * Seconds between two looks of an agent for a new version.
   * @default 45
   */
  readonly pollIntervalSeconds?: number;
  /**
   * Longest wait for the agent in milliseconds.
   * @default 300
   */
  readonly flagsTimeoutMs?: number;
  /**
   * Longest wait for one model answer in milliseconds.
   * @default 30000
   */
  readonly modelTimeoutMs?: number;
  /**
   * Most tokens a model may answer with.
   * @default 1024
   */
  readonly maxOutputTokens?: number;
  /**
   * A request slower than this many milliseconds counts as `OverLatencyLimit`.
   * @default 10000
   */
  readonly latencyLimitMs?: number;
  /**
   * Cost of a request in US dollars at which `CostShare` is 1.
   * @default 0.05
   */
  readonly costCapUsd?: number;
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
   * LaunchDarkly, where it is `provider` or `secondary`.
   * @default - LaunchDarkly is not asked
   */
  readonly launchDarkly?: LaunchDarklyConfig;
  /**
   * Guard that judges a rollout beside the alarms.
   * @default - no guard
   */
  readonly guard?: GuardConfig;
  /**
   * What becomes of answers, by name. Then answers carry a token with which outcomes are sent back, and the guard, where
   * there is one, has a guardrail for each that it does not have already.
   * @default - no outcomes are counted, and answers carry no token
   */
  readonly outcomes?: OutcomesProps;
  /**
   * Which answers a model judges, by what rubric. Its score is the outcome `judge_score`, declared as better up unless
   * `outcomes` says more of it.
   * @default - no answer is judged
   */
  readonly evaluation?: EvaluationConfig;
  /**
   * How long the tokens of answers are accepted, and how often their key is replaced.
   * @default - 30 days, 90 days
   */
  readonly exposureTokens?: TokenKeyTimes;
  /**
   * Which arm of the flag in motion is better: metrics by arm, and a report that comes by itself.
   * @default - metrics tell roles apart only
   */
  readonly comparison?: ComparisonConfig;
  /**
   * ARNs of SNS topics told of every alarm.
   * @default - nobody is told
   */
  readonly alarmTopicArns?: readonly string[];
  /**
   * Who is told of deployments; `false` = nobody.
   * @default - a topic of the stage's own, told of alarms too, to which nobody is subscribed yet
   */
  readonly notifications?: NotificationConfig | false;
  /**
   * Whether the stage has a CloudWatch dashboard.
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Days that logs are kept; a number CloudWatch Logs knows.
   * @default 30
   */
  readonly logRetentionDays?: number;
  /**
   * Symmetric key of the stage's account and region that encrypts documents, deployments and logs: a key of the same app,
   * whose policy is extended, or the ARN of another, whose policy its owner extends (`docs/stages.md`). Every property of
   * AppConfig's deployments replaces them: with another key, CloudFormation deploys the first version again, at once.
   * @default - keys that AWS owns
   */
  readonly encryptionKey?: IKey | string;
  /**
   * VPC that the functions are in: constructs of the same app, or ids. It must lead to the services in `docs/stages.md`.
   * @default - no VPC
   */
  readonly network?: Network | NetworkIds;
  /**
   * Processor of the functions.
   * @default 'arm64'
   */
  readonly architecture?: 'arm64' | 'x86_64';
  /**
   * Whether Lambda samples invocations of the functions for AWS X-Ray.
   * @default 'off'
   */
  readonly tracing?: 'off' | 'xray';
  /**
   * Whether the inference function has an HTTPS address. Some regions have no function URLs: there it must be said,
   * `false`, or `true` where they have them by now.
   * @default true
   */
  readonly functionUrl?: boolean;
  /** Deployed at once by CloudFormation the first time; a later change would be deployed at once as well. */
  readonly firstVersion: DocumentSources;
  /**
   * Digest of the first version that was deployed, from the output `FirstVersionDigest`: synthesis then refuses another.
   * @default - a changed first version is deployed
   */
  readonly firstVersionDigest?: string;
  /**
   * Bundled beside the handler, and served while AppConfig has never answered. It sends nobody to a candidate.
   * @default - `firstVersion`
   */
  readonly safeDefault?: DocumentSources;
}

/** What a stage is where nothing else is said; as the constructs have it. */
const DEFAULTS = {
  provider: 'appconfig',
  production: false,
  removalPolicy: 'retain',
  rollout: { growthPercent: 10, durationMinutes: 40, bakeMinutes: 20 },
  pollIntervalSeconds: 45,
  flagsTimeoutMs: 300,
  modelTimeoutMs: 30_000,
  maxOutputTokens: 1024,
  latencyLimitMs: 10_000,
  costCapUsd: 0.05,
  alarmTopicArns: [],
  notifications: {},
  dashboard: true,
  logRetentionDays: 30,
} satisfies Partial<StageConfig>;

/** A stage in which nothing is left out that has a value of its own. */
export type CompleteStage = StageConfig & Required<Pick<StageConfig, keyof typeof DEFAULTS | 'safeDefault'>>;

/** Fills in what a stage does not say, or says to be `undefined`, which TypeScript lets through unless it is told not to. */
export function completeStage(config: StageConfig): CompleteStage {
  const said = Object.entries(config).filter(([, value]) => value !== undefined);
  // `Object.fromEntries` forgets which members it was given.
  const given = Object.fromEntries(said) as unknown as StageConfig;
  return { ...DEFAULTS, safeDefault: config.firstVersion, ...given };
}
