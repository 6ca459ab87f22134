import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ENV } from '../lambda/contract.ts';
import type { ComparisonReport } from './constructs/comparison-report.ts';
import type { FunctionHosting } from './constructs/function-hosting.ts';
import { InferenceFunction, type InferenceFunctionProps } from './constructs/inference-function.ts';
import { MeasureAlarms } from './constructs/measure-alarms.ts';
import { ModelFlags } from './constructs/model-flags.ts';
import { RolloutAlarms } from './constructs/rollout-alarms.ts';
import { RolloutDashboard } from './constructs/rollout-dashboard.ts';
import type { RolloutEvaluation } from './constructs/rollout-evaluation.ts';
import { RolloutGuard, type RolloutGuardProps } from './constructs/rollout-guard.ts';
import { RolloutNotifications } from './constructs/rollout-notifications.ts';
import type { RolloutOutcomes } from './constructs/rollout-outcomes.ts';
import type { AlarmOwner } from './constructs/runbook-alarm.ts';
import { StageTopic } from './constructs/stage-topic.ts';
import { lateDetections } from './detection-time.ts';
import { readDocuments } from './document-sources.ts';
import type { Documents } from './documents.ts';
import type { CheckedGuard } from './guard-config.ts';
import { requireNotifications, requireTopicArns } from './notification-config.ts';
import { requireStageName } from './require-name.ts';
import { checked, warn } from './safety/synth-check.ts';
import { type CompleteStage, completeStage, type StageConfig } from './stage-config.ts';
import { type StageDurations, stageDurations } from './stage-durations.ts';
import { stageHosting } from './stage-hosting.ts';
import { stageLaunchDarkly } from './stage-launch-darkly.ts';
import {
  createStageEvaluation,
  createStageOutcomes,
  createStageReport,
  stageMeasures,
} from './stage-outcomes.ts';
import { requireStageProps } from './stage-props.ts';
import { stageRemoval } from './stage-removal.ts';

/** One stage: flags on AppConfig, the alarms that guard them, and the inference function that reads them. */
export class ModelRolloutStack extends Stack {
  readonly alarms: RolloutAlarms;
  readonly flags: ModelFlags;
  /** Absent where the stage has no guard. */
  readonly guard: RolloutGuard | undefined;
  readonly inference: InferenceFunction;
  /** Door for what becomes of answers. Absent where the stage declares no outcomes. */
  readonly outcomes: RolloutOutcomes | undefined;
  /** Judge of answers. Absent where the stage has none judged by a model. */
  readonly evaluation: RolloutEvaluation | undefined;
  /** Absent where the stage asks for no report. */
  readonly report: ComparisonReport | undefined;
  /** About outcomes, judge and report. Absent where the stage has none of them. */
  readonly measureAlarms: MeasureAlarms | undefined;
  /** Told of deployments and alarms. Absent where the stage has none of its own. */
  readonly topic: Topic | undefined;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    const config = completeStage(stage);
    checked(scope, 'name-refused', () => requireStageName(config.service, config.stage));
    super(scope, id, {
      stackName: `${config.service}-${config.stage}`,
      description: `Model rollout of ${config.service}, ${config.stage}`,
      env: {
        ...(config.region === undefined ? {} : { region: config.region }),
        ...(config.account === undefined ? {} : { account: config.account }),
      },
    });
    checked(this, 'props-refused', () => requireStageProps(stage));
    const hosting = stageHosting(this, config);
    const durations = stageDurations(this, config);
    this.topic = this.#createTopic(config);
    const owner = this.#owner(config);
    const measures = stageMeasures(this, config);
    const { guard, comparison, evaluation } = measures;
    this.alarms = this.#createAlarms(config, owner, guard);
    this.flags = this.#createFlags(config, durations, hosting);
    this.guard =
      guard &&
      this.#createGuard(guard, owner, {
        ...hosting,
        provider: config.provider,
        ...(measures.outcomes && { outcomes: measures.outcomes }),
      });
    this.inference = this.#createInference(config, durations, {
      ...hosting,
      ...(guard && { guard: guard.props }),
    });
    if (comparison) this.inference.function.addEnvironment(ENV.comparisons, comparison.independence);
    this.outcomes = createStageOutcomes(this, config, { ...measures, ...hosting });
    this.outcomes?.tokenKey.allowUse(this.inference.function);
    const judged = { ...hosting, flags: this.flags, outcomes: this.outcomes, evaluation };
    this.evaluation = createStageEvaluation(this, config, judged);
    this.evaluation?.allowSending(this.inference.function);
    const topics = this.#noticeTopics(config);
    this.#createNotifications(config, topics, guard);
    this.report = createStageReport(this, config, { ...measures, ...hosting, flags: this.flags, topics });
    this.measureAlarms = this.#createMeasureAlarms(owner);
    if (config.dashboard) this.#createDashboard(config);
    if (guard && config.provider === 'appconfig') this.#warnOfLateDetection(guard, config);
    this.#createOutputs(config);
  }

  #createTopic({ service, stage, notifications }: CompleteStage): Topic | undefined {
    if (notifications === false) return undefined;
    checked(this, 'out-of-range', () => requireNotifications(notifications, this.region));
    if (notifications.topicArns) return undefined;
    const { emails = [] } = notifications;
    return new StageTopic(this, 'Notices', { service, stage, emails }).topic;
  }

  #owner({ service, stage, alarmTopicArns }: CompleteStage): AlarmOwner {
    checked(this, 'out-of-range', () => requireTopicArns('alarmTopicArns', alarmTopicArns, this.region));
    const topics: ITopic[] = alarmTopicArns.map((arn, at) => Topic.fromTopicArn(this, `Topic${at}`, arn));
    return { service, stage, topics: this.topic ? [...topics, this.topic] : topics };
  }

  /** Those that are told of deployments and verdicts. */
  #noticeTopics({ notifications }: CompleteStage): readonly ITopic[] {
    if (notifications === false) return [];
    if (this.topic) return [this.topic];
    const { topicArns = [] } = notifications;
    return topicArns.map((arn, at) => Topic.fromTopicArn(this, `NoticeTopic${at}`, arn));
  }

  #createNotifications(
    { service, stage, provider, notifications }: CompleteStage,
    topics: readonly ITopic[],
    guard?: CheckedGuard,
  ): void {
    if (notifications === false) return;
    new RolloutNotifications(this, 'Notifications', {
      ...{ service, stage, flags: this.flags, topics },
      // What AppConfig deploys is not what is watched where LaunchDarkly decides.
      watchHours: provider === 'appconfig' ? (guard?.watchHours ?? 0) : 0,
    });
  }

  #createAlarms(
    { alarmLimits, provider }: CompleteStage,
    owner: AlarmOwner,
    guard?: CheckedGuard,
  ): RolloutAlarms {
    return new RolloutAlarms(this, 'Alarms', {
      ...owner,
      provider,
      ...(alarmLimits === undefined ? {} : { limits: alarmLimits }),
      ...(guard === undefined ? {} : { guard: guard.props }),
    });
  }

  #createMeasureAlarms(owner: AlarmOwner): MeasureAlarms | undefined {
    const { outcomes, evaluation, report } = this;
    const measures = {
      ...(outcomes && { outcomes }),
      ...(evaluation && { evaluation }),
      ...(report && { report }),
    };
    if (Object.keys(measures).length === 0) return undefined;
    return new MeasureAlarms(this, 'MeasureAlarms', { ...owner, ...measures });
  }

  #createGuard(
    guard: CheckedGuard,
    owner: AlarmOwner,
    further: FunctionHosting & Pick<RolloutGuardProps, 'provider' | 'outcomes'>,
  ): RolloutGuard {
    return new RolloutGuard(this, 'Guard', {
      ...owner,
      flags: this.flags,
      guard: guard.props,
      // Once a rollout is complete, trouble with the configuration says nothing about the candidate, and a document
      // that takes it back would reach nobody.
      watchedAlarms: this.alarms.ofCandidate,
      watchTime: Duration.hours(guard.watchHours),
      watchInterval: Duration.minutes(guard.watchEveryMinutes),
      ...further,
    });
  }

  #documents(prop: 'firstVersion' | 'safeDefault', config: CompleteStage): Documents {
    return checked(this, 'document-refused', () => readDocuments(config[prop], prop));
  }

  #createFlags(config: CompleteStage, durations: StageDurations, hosting: FunctionHosting): ModelFlags {
    const { rolloutDuration, bakeTime, pollInterval, flagsTimeout } = durations;
    const firstVersion = this.#documents('firstVersion', config);
    return new ModelFlags(this, 'ModelFlags', {
      applicationName: `${config.service}-${config.stage}`,
      environmentName: config.stage,
      firstVersion,
      ...(config.firstVersionDigest === undefined ? {} : { firstVersionDigest: config.firstVersionDigest }),
      growthPercent: config.rollout.growthPercent,
      ...{ rolloutDuration, bakeTime, pollInterval, flagsTimeout },
      production: config.production,
      monitors: this.alarms.alarms,
      ...(config.agentLayer === undefined ? {} : { agentLayer: config.agentLayer }),
      ...hosting,
      removalPolicy: checked(this, 'out-of-range', () => stageRemoval(config.removalPolicy)).policy,
    });
  }

  #createInference(
    config: CompleteStage,
    { modelTimeout, latencyLimit }: StageDurations,
    further: FunctionHosting & Pick<InferenceFunctionProps, 'guard'>,
  ): InferenceFunction {
    return new InferenceFunction(this, 'Inference', {
      service: config.service,
      stage: config.stage,
      flags: this.flags,
      models: config.models,
      safeDefault: this.#documents('safeDefault', config),
      ...{ modelTimeout, latencyLimit },
      maxOutputTokens: config.maxOutputTokens,
      costCapUsd: config.costCapUsd,
      ...(config.knowledgeBaseId === undefined ? {} : { knowledgeBaseId: config.knowledgeBaseId }),
      ...(config.functionUrl === undefined ? {} : { functionUrl: config.functionUrl }),
      provider: config.provider,
      ...(config.secondary === undefined ? {} : { secondary: config.secondary }),
      ...(config.launchDarkly && { launchDarkly: stageLaunchDarkly(this, config.launchDarkly) }),
      ...further,
    });
  }

  #createDashboard({ service, stage, models }: CompleteStage): void {
    const { alarms, guard, inference, outcomes, measureAlarms } = this;
    const ofGuard = [guard?.blindAlarm, guard?.watchAlarm].filter((alarm) => alarm !== undefined);
    new RolloutDashboard(this, 'Dashboard', {
      ...{ service, stage, inference, models: Object.keys(models) },
      ...(guard && { guard }),
      ...(outcomes && { outcomes }),
      alarms: [...alarms.alarms, ...ofGuard, ...(measureAlarms?.alarms ?? [])],
    });
  }

  /** What is found after the bake is the watch's to take back, from everybody at once. */
  #warnOfLateDetection({ guard, expected, watchHours }: CheckedGuard, { rollout }: CompleteStage): void {
    if (expected === undefined) return;
    const planned = rollout.durationMinutes + rollout.bakeMinutes;
    for (const { metric, effect, minutes } of lateDetections(guard, expected, rollout)) {
      const what = `${metric} at ${effect.ratio} times the control's ${effect.baseRate}`;
      const isWatched = minutes <= planned + watchHours * 60;
      warn(
        this,
        'undetectable',
        Number.isFinite(minutes)
          ? `${what} would be noticed by the guard only ${timeText(minutes)} after the start, but deployment and bake are over after ${planned}, ${isWatched ? 'which leaves it to the watch' : 'and the watch is over, too'}: raise rollout.durationMinutes, rollout.bakeMinutes or the percentage of the gate, or name fewer guardrails`
          : `${what} would never be noticed by the guard, which tolerates nearly as much or sees far too few requests: expect a larger effect, or set a tolerance that is further from it`,
      );
    }
  }

  #createOutputs({ removalPolicy }: CompleteStage): void {
    const { flags, inference, outcomes } = this;
    const outputs = {
      ApplicationId: flags.application.applicationId,
      EnvironmentId: flags.environment.environmentId,
      FlagsProfileId: flags.flags.profileId,
      PromptsProfileId: flags.prompts.profileId,
      StrategyId: flags.strategy.deploymentStrategyId,
      AtOnceStrategyId: flags.atOnceStrategy.deploymentStrategyId,
      InferenceFunctionName: inference.function.functionName,
      ...(inference.url && { InferenceFunctionUrl: inference.url.url }),
      ...(outcomes?.url && { OutcomesFunctionUrl: outcomes.url.url }),
      FirstVersionDigest: flags.firstVersionDigest,
      OnDestroy: stageRemoval(removalPolicy).describe(flags.application.applicationId),
    };
    if (this.topic) new CfnOutput(this, 'TopicArn', { value: this.topic.topicArn });
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** Minutes, and days where those are easier to grasp. */
function timeText(minutes: number): string {
  const days = Math.ceil(minutes / (24 * 60));
  return `${Math.ceil(minutes)} minutes${days > 1 ? ` (${days} days)` : ''}`;
}
