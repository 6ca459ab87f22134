import { Stack, Stage } from 'aws-cdk-lib';
import { ModelRolloutStack } from '../../../lib/model-rollout-stack.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';
import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { anApp, aStage } from './stage.ts';

const PLACE = { account: '123456789012', region: 'us-east-1' };

/** Synthesizes the prod stage with some values replaced; what it warns of is not printed. */
export function synthesizedStage(changes: Partial<StageConfig>): CloudFormationTemplate {
  // An app would print warnings.
  const around = new Stage(anApp(), 'Around');
  const { stackName } = new ModelRolloutStack(around, 'Stage', aStage({ ...PLACE, ...changes }));
  return around.synth().getStackByName(stackName).template;
}

/** The same with something of another stack in the same place. */
export function synthesizedBeside(given: (other: Stack) => Partial<StageConfig>): {
  readonly stage: CloudFormationTemplate;
  readonly other: CloudFormationTemplate;
} {
  const around = new Stage(anApp(), 'Around');
  const other = new Stack(around, 'Other', { env: PLACE });
  const { stackName } = new ModelRolloutStack(around, 'Stage', aStage({ ...PLACE, ...given(other) }));
  const assembly = around.synth();
  return {
    stage: assembly.getStackByName(stackName).template,
    other: assembly.getStackByName(other.stackName).template,
  };
}
