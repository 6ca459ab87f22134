import { Annotations, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { InferenceFunction } from './constructs/inference-function.ts';
import { ModelFlags } from './constructs/model-flags.ts';
import { RolloutAlarms } from './constructs/rollout-alarms.ts';
import { parseDocuments, requireServable } from './documents.ts';
import { readDocuments, type StageConfig } from './stage-config.ts';

/** Quickest alarm that compares roles, in seconds: two bad minutes. */
const QUICKEST_ALARM_SECONDS = 120;

/** One stage: flags on AppConfig, the alarms that guard them, and the inference function that reads them. */
export class ModelRolloutStack extends Stack {
  readonly alarms: RolloutAlarms;
  readonly flags: ModelFlags;
  readonly inference: InferenceFunction;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id, {
      stackName: `${config.service}-${config.stage}`,
      description: `Model rollout of ${config.service}, ${config.stage}`,
      env: { region: config.region, ...(config.account === undefined ? {} : { account: config.account }) },
    });
    const logRetention = retention(config.logRetentionDays);
    this.alarms = this.#createAlarms(config);
    this.flags = this.#createFlags(config, logRetention);
    this.inference = this.#createInference(config, logRetention);
    this.#warnOfShortSteps(config);
    this.#createOutputs();
  }

  #createAlarms({ service, stage, alarmLimits, alarmTopicArns }: StageConfig): RolloutAlarms {
    return new RolloutAlarms(this, 'Alarms', {
      service,
      stage,
      ...(alarmLimits === undefined ? {} : { limits: alarmLimits }),
      topics: alarmTopicArns.map((arn, index): ITopic => Topic.fromTopicArn(this, `Topic${index}`, arn)),
    });
  }

  #createFlags(config: StageConfig, logRetention: RetentionDays): ModelFlags {
    const firstVersion = readDocuments(config.firstVersion);
    requireServable('firstVersion', parseDocuments('firstVersion', firstVersion), Object.keys(config.models));
    return new ModelFlags(this, 'ModelFlags', {
      applicationName: `${config.service}-${config.stage}`,
      environmentName: config.stage,
      firstVersion,
      growthPercent: config.rollout.growthPercent,
      rolloutDuration: Duration.minutes(config.rollout.durationMinutes),
      bakeTime: Duration.minutes(config.rollout.bakeMinutes),
      monitors: this.alarms.alarms,
      pollInterval: Duration.seconds(config.pollIntervalSeconds),
      flagsTimeout: Duration.millis(config.flagsTimeoutMs),
      ...(config.agentLayer === undefined ? {} : { agentLayer: config.agentLayer }),
      logRetention,
    });
  }

  #createInference(config: StageConfig, logRetention: RetentionDays): InferenceFunction {
    return new InferenceFunction(this, 'Inference', {
      service: config.service,
      stage: config.stage,
      flags: this.flags,
      models: config.models,
      safeDefault: readDocuments(config.safeDefault),
      modelTimeout: Duration.millis(config.modelTimeoutMs),
      maxOutputTokens: config.maxOutputTokens,
      latencyLimit: Duration.millis(config.latencyLimitMs),
      costCapUsd: config.costCapUsd,
      ...(config.knowledgeBaseId === undefined ? {} : { knowledgeBaseId: config.knowledgeBaseId }),
      logRetention,
    });
  }

  /** A step that is over before an alarm can fire on it lets the next share of users in unjudged. */
  #warnOfShortSteps({ rollout, pollIntervalSeconds }: StageConfig): void {
    const stepSeconds = (rollout.durationMinutes * 60 * rollout.growthPercent) / 100;
    const neededSeconds = pollIntervalSeconds + QUICKEST_ALARM_SECONDS;
    if (stepSeconds >= neededSeconds) return;
    Annotations.of(this).addWarningV2(
      'model-rollout:short-step',
      `a step of the rollout lasts ${stepSeconds} s, but the poll and the quickest alarm need ${neededSeconds} s: raise rollout.durationMinutes or rollout.growthPercent`,
    );
  }

  #createOutputs(): void {
    const { flags, inference } = this;
    const outputs = {
      ApplicationId: flags.application.applicationId,
      EnvironmentId: flags.environment.environmentId,
      FlagsProfileId: flags.flags.profileId,
      PromptsProfileId: flags.prompts.profileId,
      StrategyId: flags.strategy.deploymentStrategyId,
      AtOnceStrategyId: flags.atOnceStrategy.deploymentStrategyId,
      InferenceFunctionName: inference.function.functionName,
      InferenceFunctionUrl: inference.url.url,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

function retention(days: number): RetentionDays {
  const known = Object.values(RetentionDays).filter((value) => typeof value === 'number');
  const found = known.find((value) => value === days);
  if (found === undefined) {
    throw new Error(
      `logRetentionDays is ${days}, but CloudWatch Logs keeps logs for ${known.join(', ')} days: choose one`,
    );
  }
  return found;
}
