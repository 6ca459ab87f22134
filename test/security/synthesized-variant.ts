import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, App } from 'aws-cdk-lib';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { BundledFunction } from '../../lib/constructs/bundled-function.ts';
import { ModelRolloutStack } from '../../lib/model-rollout-stack.ts';
import { scratchDirectory } from '../../lib/scratch-directory.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import type { CloudFormationTemplate } from '../../lib/synthesize.ts';

export interface SynthesizedVariant {
  readonly template: CloudFormationTemplate;
  /** Directory of the artefact of each function, by logical id. */
  readonly artefacts: ReadonlyMap<string, string>;
}

/** A stack in an app with the feature flags that `cdk synth` has, without CDK's own validation. */
export function stackOf(config: StageConfig): ModelRolloutStack {
  const outdir = mkdtempSync(join(scratchDirectory(), 'assembly-'));
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const app = new App({ outdir, builtinCloudFormationValidation: false, context });
  const stack = new ModelRolloutStack(app, 'Stack', config);
  // Nobody owns the key of a stage that nobody deploys.
  Annotations.of(stack).acknowledgeWarning('model-rollout:imported-key');
  Annotations.of(stack).acknowledgeWarning('model-rollout:unnamed-candidates');
  return stack;
}

/** A stage's template with the artefacts that would be uploaded. */
export function synthesizedVariant(config: StageConfig): SynthesizedVariant {
  const stack = stackOf(config);
  const functions = stack.node.findAll().filter((construct) => construct instanceof BundledFunction);
  const artefacts = functions.map(({ function: created, assetDirectory }): [string, string] => [
    stack.getLogicalId(created.node.defaultChild as CfnFunction),
    assetDirectory,
  ]);
  const assembly = (stack.node.root as App).synth();
  return { template: assembly.getStackByName(stack.stackName).template, artefacts: new Map(artefacts) };
}
