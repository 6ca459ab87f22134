import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { BundledFunction } from '../../lib/constructs/bundled-function.ts';
import { ModelRolloutStack } from '../../lib/model-rollout-stack.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { anApp } from '../lib/helpers/stage.ts';

export interface SynthesizedVariant {
  readonly template: CloudFormationTemplate;
  /** Directory of the artefact of each function, by logical id. */
  readonly artefacts: ReadonlyMap<string, string>;
}

/** A stage's template with the artefacts that would be uploaded. */
export function synthesizedVariant(config: StageConfig): SynthesizedVariant {
  const app = anApp();
  const stack = new ModelRolloutStack(app, 'Stack', config);
  const functions = stack.node.findAll().filter((construct) => construct instanceof BundledFunction);
  const artefacts = functions.map(({ function: created, assetDirectory }): [string, string] => [
    stack.getLogicalId(created.node.defaultChild as CfnFunction),
    assetDirectory,
  ]);
  return { template: app.synth().getStackByName(stack.stackName).template, artefacts: new Map(artefacts) };
}
