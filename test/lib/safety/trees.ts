import { Duration, type Stack } from 'aws-cdk-lib';
import { CfnDeployment } from 'aws-cdk-lib/aws-appconfig';
import { Alarm, type AlarmProps, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { STAGES } from '../../../config/stages.ts';
import {
  InferenceFunction,
  type InferenceFunctionProps,
} from '../../../lib/constructs/inference-function.ts';
import type { ModelFlags, ModelFlagsProps } from '../../../lib/constructs/model-flags.ts';
import { readDocuments } from '../../../lib/document-sources.ts';
import { ModelRolloutStack } from '../../../lib/model-rollout-stack.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';
import { aStage, someFlags } from '../helpers/stage.ts';

/** An alarm that is fit to be a monitor: one bad minute, and no data is no trouble. */
export function aMonitor(stack: Stack, props: Partial<AlarmProps> = {}, id = 'Alarm'): Alarm {
  const metric = new Metric({ namespace: 'Shop', metricName: 'Errors', period: Duration.minutes(1) });
  return new Alarm(stack, id, {
    ...{ metric, threshold: 1, evaluationPeriods: 1, treatMissingData: TreatMissingData.NOT_BREACHING },
    ...props,
  });
}

/** Flags watched by one alarm, made to order. */
export function flagsWatchedBy(
  stack: Stack,
  props: Partial<AlarmProps>,
  flags: Partial<ModelFlagsProps> = {},
) {
  return someFlags({ monitors: [aMonitor(stack, props)], ...flags }, stack);
}

/** A function of a user's own. */
export function aFunction(
  stack: Stack,
  environment: Record<string, string> = {},
  seconds = 3,
): LambdaFunction {
  return new LambdaFunction(stack, 'Reader', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {}'),
    timeout: Duration.seconds(seconds),
    environment,
  });
}

/** The inference function with flags of its own. */
export function anInference(stack: Stack, props: Partial<InferenceFunctionProps> = {}): InferenceFunction {
  return new InferenceFunction(stack, 'Inference', {
    ...{ service: 'shop', stage: 'test', flags: someFlags({}, stack), models: STAGES.prod.models },
    safeDefault: readDocuments(STAGES.prod.safeDefault),
    ...props,
  });
}

/** A whole stage beside the given stack. */
export function aWholeStage(stack: Stack, changes: Partial<StageConfig> = {}): ModelRolloutStack {
  return new ModelRolloutStack(stack.node.scope ?? stack, 'model-rollout-prod', aStage(changes));
}

/** A deployment of something else to the environment of flags. */
export function alsoDeployed(
  stack: Stack,
  { application, environment }: Pick<ModelFlags, 'application' | 'environment'>,
  strategyId: string,
): CfnDeployment {
  return new CfnDeployment(stack, 'Others', {
    applicationId: application.applicationId,
    environmentId: environment.environmentId,
    configurationProfileId: 'abc1234',
    configurationVersion: '1',
    deploymentStrategyId: strategyId,
  });
}
