import { Duration, RemovalPolicy, Stack, Tokenization } from 'aws-cdk-lib';
import {
  Application,
  type CfnApplication,
  type CfnDeploymentStrategy,
  type CfnEnvironment,
  type DeploymentStrategy,
  type Environment,
} from 'aws-cdk-lib/aws-appconfig';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Function as LambdaFunction, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { flagDocumentSchema } from '../../core/document/json-schema.ts';
import { promptDocumentSchema } from '../../core/prompts/json-schema.ts';
import { AGENT_ENV, ENV, PROFILE, strategyNames } from '../../lambda/contract.ts';
import { requireCleanFlags } from '../clean-flags.ts';
import { type Documents, parseDocuments } from '../documents.ts';
import { documentsDigest, requireDigest } from '../first-version.ts';
import { requireApplicationName, requireEnvironmentName } from '../require-name.ts';
import { type NumberLimits, requireNumber } from '../require-number.ts';
import { flagsFindings } from '../safety/flags-findings.ts';
import { takenNames } from '../safety/name-check.ts';
import { noBakeFindings, requireBake } from '../safety/no-bake.ts';
import { checkAtSynth, checked } from '../safety/synth-check.ts';
import { type AgentLayer, requireAgentFeatures } from './agent-layer.ts';
import { agentLayerOf } from './agent-layer-of.ts';
import { READ_DOCUMENT } from './encryption.ts';
import { type FunctionHosting, hostingOf } from './function-hosting.ts';
import { HostedDocument } from './hosted-document.ts';
import { createMonitoredEnvironment } from './monitored-environment.ts';
import { createAtOnceStrategy, createLinearStrategy } from './rollout-strategies.ts';
import { ValidatorFunction } from './validator-function.ts';

/** Every reader sends the unit as `Entity-Id`, so that a user stays on one version during a deployment. */
const USED_AGENT_FEATURES = ['entity-id'] as const;

/** The agent's own default. */
const POLL_INTERVAL = Duration.seconds(45);

/** Seconds between two looks of an agent. */
export const POLL_SECONDS: NumberLimits = { min: 15, max: 86_400, integer: true };

/** Milliseconds that the agent may be waited for. */
export const FLAGS_TIMEOUT_MS: NumberLimits = { min: 10, max: 10_000 };

export interface ModelFlagsProps extends FunctionHosting {
  /** Name of the AppConfig application, 1 to 56 characters; one of its own in each account and region. */
  readonly applicationName: string;
  /** Name of the AppConfig environment, 1 to 64 characters. */
  readonly environmentName: string;
  /**
   * Documents that CloudFormation deploys at once the first time; later ones do not go through CloudFormation. Refused
   * once the clean-up date of a flag has passed.
   */
  readonly firstVersion: Documents;
  /**
   * Digest of the first version as it was first deployed, such as `firstVersionDigest` of the construct. Synthesis then
   * refuses another first version, which CloudFormation would deploy at once over whatever operators have rolled out.
   * @default - a changed first version is deployed
   */
  readonly firstVersionDigest?: string;
  /**
   * Share of users that each step of a rollout adds, in percent, 1 to 100.
   * @default 10
   */
  readonly growthPercent?: number;
  /**
   * How long a rollout grows, in whole minutes, 1 to 1,440.
   * @default Duration.minutes(40)
   */
  readonly rolloutDuration?: Duration;
  /**
   * How long alarms are watched after the last step, in whole minutes, 0 to 1,440; not 0 in production.
   * @default Duration.minutes(20)
   */
  readonly bakeTime?: Duration;
  /**
   * Whether these are the flags of real users: then a rollout without a bake is refused, and elsewhere warned of.
   * @default false
   */
  readonly production?: boolean;
  /**
   * Alarms that take a rollout back, five at most. They watch every deployment of the environment.
   * @default - none: nothing is taken back
   */
  readonly monitors?: readonly IAlarm[];
  /**
   * How often an agent asks for a new version, 15 seconds to a day. It asks on invocation only.
   * @default Duration.seconds(45)
   */
  readonly pollInterval?: Duration;
  /**
   * Longest wait for the agent, 10 to 10,000 milliseconds; then the last good document serves.
   * @default Duration.millis(300)
   */
  readonly flagsTimeout?: Duration;
  /**
   * Layer with the AppConfig agent, for a region the package does not know or a newer agent.
   * @default - the layer of the function's region and architecture in the package's own table
   */
  readonly agentLayer?: AgentLayer;
  /**
   * What becomes of application, profiles and versions when they leave the stack. AppConfig deletes no profile that has
   * versions, and CloudFormation knows nothing of those that operators have stored: with `DESTROY`, `cdk destroy` fails
   * until they have been deleted. What a failed creation has made is deleted, unless this is `RETAIN`.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The flags of one environment on AWS AppConfig: flag and prompt documents with their validators, the alarms that
 * take a rollout back, and the strategy an operator rolls out with.
 */
export class ModelFlags extends Construct {
  readonly application: Application;
  readonly environment: Environment;
  /** Alarms that take a rollout back. */
  readonly monitors: readonly IAlarm[];
  /** The flag document's profile. */
  readonly flags: HostedDocument;
  /** The prompt document's profile. */
  readonly prompts: HostedDocument;
  /** Linear strategy for rollouts. */
  readonly strategy: DeploymentStrategy;
  /** Strategy without growth and bake: the first version, and kills. */
  readonly atOnceStrategy: DeploymentStrategy;
  /** Encrypts the documents; whoever reads or writes them needs it, too. */
  readonly encryptionKey: IKey | undefined;
  /** Documents that CloudFormation deploys the first time; whoever reads them must know their values. */
  readonly firstVersion: Documents;
  /** Tells the first version from any other; for the prop of that name. */
  readonly firstVersionDigest: string;
  readonly #readers: LambdaFunction[] = [];
  readonly #readerEnvironment: Readonly<Record<string, string>>;
  readonly #agentLayer: AgentLayer | undefined;

  constructor(scope: Construct, id: string, props: ModelFlagsProps) {
    super(scope, id);
    checked(this, 'name-refused', () => requireNames(props));
    this.#checkFirstVersion(props);
    this.firstVersion = props.firstVersion;
    this.firstVersionDigest = documentsDigest(props.firstVersion);
    const { agentLayer, removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = props;
    if (agentLayer) {
      checked(this, 'agent-too-old', () => requireAgentFeatures(agentLayer, USED_AGENT_FEATURES));
    }
    this.#agentLayer = agentLayer;
    this.encryptionKey = props.encryptionKey;
    this.application = new Application(this, 'Application', {
      applicationName: props.applicationName,
      description: 'Flags that choose model, prompt, retrieval and format at request time',
    });
    this.application.applyRemovalPolicy(removalPolicy);
    this.monitors = props.monitors ?? [];
    this.environment = checked(this, 'too-many-monitors', () => this.#createEnvironment(props));
    this.strategy = checked(this, 'strategy-out-of-range', () => this.#createStrategy(props));
    const strategies = strategyNames(props.applicationName);
    this.atOnceStrategy = createAtOnceStrategy(this, 'AtOnce', strategies.atOnce);
    const validator = new ValidatorFunction(this, 'Validator', {
      environmentId: this.environment.environmentId,
      ...hostingOf(props),
    });
    const shared = {
      application: this.application,
      environment: this.environment,
      strategyId: this.atOnceStrategy.deploymentStrategyId,
      removalPolicy,
      ...(this.encryptionKey && { encryptionKey: this.encryptionKey }),
    };
    this.prompts = new HostedDocument(this, 'PromptDocument', {
      ...shared,
      profileName: PROFILE.prompts,
      description: 'System prompts by version',
      firstVersion: props.firstVersion.prompts,
      schema: promptDocumentSchema,
    });
    this.flags = new HostedDocument(this, 'FlagDocument', {
      ...shared,
      profileName: PROFILE.flags,
      description: 'Flag document',
      firstVersion: props.firstVersion.flags,
      schema: flagDocumentSchema,
      validatorArn: validator.function.functionArn,
    });
    // Prompts first: flags may name a prompt version. And an environment runs one deployment at a time.
    this.flags.deployAfter(...validator.allowReading(this.flags.configurationArn), this.prompts);
    this.#readerEnvironment = checked(this, 'out-of-range', () => this.#createReaderEnvironment(props));
    this.#checkAtSynth(props);
  }

  /**
   * Makes a function a reader of the flags: IAM on exactly the two documents and their key, the environment variables of
   * `lambda/contract.ts`, and the layer with the agent. Works for arm64 and x86_64, once a function.
   *
   * In the stack of the flags, first versions are deployed after the function and all that belongs to it, so that no
   * configuration meets code that does not understand it: such a function may not wait for `ModelFlags` in its turn.
   *
   * @throws when the function already reads flags, or when there is no agent layer for its region and architecture.
   */
  grantRead(reader: LambdaFunction): Grant {
    checked(reader, 'reads-twice', () => requireNoReader(reader));
    const layer = this.#agentLayer ?? this.#findLayer(reader);
    reader.addLayers(LayerVersion.fromLayerVersionArn(reader, 'AppConfigAgent', layer.layerVersionArn));
    for (const [name, value] of Object.entries(this.#readerEnvironment)) reader.addEnvironment(name, value);
    this.#readers.push(reader);
    // Across stacks it would close a circle: the function's stack needs the ids of the flags.
    if (Stack.of(reader) === Stack.of(this)) {
      for (const document of [this.prompts, this.flags]) document.deployAfter(reader);
    }
    const reading = Grant.addToPrincipal({
      grantee: reader,
      actions: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
      resourceArns: [this.flags.configurationArn, this.prompts.configurationArn],
    });
    return this.encryptionKey ? reading.combine(this.encryptionKey.grant(reader, ...READ_DOCUMENT)) : reading;
  }

  #checkFirstVersion({ firstVersion, firstVersionDigest }: ModelFlagsProps): void {
    const { flags } = checked(this, 'document-refused', () => parseDocuments('firstVersion', firstVersion));
    requireCleanFlags(this, { prop: 'firstVersion', given: firstVersion.flags, parsed: flags });
    if (firstVersionDigest === undefined) return;
    checked(this, 'first-version-changed', () => requireDigest(firstVersion, firstVersionDigest));
  }

  #createEnvironment({ environmentName }: ModelFlagsProps): Environment {
    const { application, monitors: alarms } = this;
    return createMonitoredEnvironment(this, 'Environment', { application, environmentName, alarms });
  }

  #createStrategy(props: ModelFlagsProps): DeploymentStrategy {
    return createLinearStrategy(this, 'Strategy', {
      strategyName: strategyNames(props.applicationName).linear,
      growthPercent: props.growthPercent ?? 10,
      rolloutDuration: props.rolloutDuration ?? Duration.minutes(40),
      bakeTime: props.bakeTime ?? Duration.minutes(20),
    });
  }

  /** Readers come later, and alarms may be changed later. */
  #checkAtSynth({ bakeTime, production = false, pollInterval = POLL_INTERVAL }: ModelFlagsProps): void {
    const strategy = this.strategy.node.defaultChild as CfnDeploymentStrategy;
    if (production) {
      checked(this, 'no-bake-in-production', () => requireBake(bakeTime?.toMinutes({ integral: false })));
    }
    checkAtSynth(this, () => noBakeFindings(strategy, production));
    checkAtSynth(this, () => takenNames(this.application.node.defaultChild as CfnApplication));
    checkAtSynth(this, () =>
      flagsFindings({
        owner: this,
        environment: this.environment.node.defaultChild as CfnEnvironment,
        strategy,
        monitors: this.monitors,
        readers: this.#readers,
        pollSeconds: pollInterval.toSeconds({ integral: false }),
      }),
    );
  }

  #findLayer(reader: LambdaFunction): AgentLayer {
    return checked(reader, 'agent-layer-unknown', () => agentLayerOf(reader, USED_AGENT_FEATURES));
  }

  #createReaderEnvironment(props: ModelFlagsProps): Readonly<Record<string, string>> {
    const { pollInterval = POLL_INTERVAL, flagsTimeout = Duration.millis(300) } = props;
    const pollSeconds = pollInterval.toSeconds({ integral: false });
    const timeoutMs = flagsTimeout.toMilliseconds();
    requireNumber('pollInterval in seconds', pollSeconds, POLL_SECONDS);
    requireNumber('flagsTimeout in milliseconds', timeoutMs, FLAGS_TIMEOUT_MS);
    const { applicationId } = this.application;
    const { environmentId } = this.environment;
    const configurations = `/applications/${applicationId}/environments/${environmentId}/configurations`;
    return {
      [ENV.application]: applicationId,
      [ENV.environment]: environmentId,
      [ENV.flagsProfile]: this.flags.profileId,
      [ENV.promptsProfile]: this.prompts.profileId,
      [ENV.flagsTimeoutMs]: Tokenization.stringifyNumber(timeoutMs),
      [AGENT_ENV.pollIntervalSeconds]: Tokenization.stringifyNumber(pollSeconds),
      [AGENT_ENV.prefetchList]: [this.flags, this.prompts]
        .map(({ profileId }) => `${configurations}/${profileId}`)
        .join(','),
    };
  }
}

function requireNames({ applicationName, environmentName }: ModelFlagsProps): void {
  requireApplicationName('applicationName', applicationName);
  requireEnvironmentName('environmentName', environmentName);
}

function requireNoReader(reader: LambdaFunction): void {
  if (reader.node.tryFindChild('AppConfigAgent') === undefined) return;
  throw new Error(
    `function ${reader.node.path} already reads flags, and has one set of environment variables for them: call grantRead once a function`,
  );
}
