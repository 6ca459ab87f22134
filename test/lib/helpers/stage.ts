import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { STAGES } from '../../../config/stages.ts';
import { ModelFlags, type ModelFlagsProps } from '../../../lib/constructs/model-flags.ts';
import { readDocuments } from '../../../lib/document-sources.ts';
import { ModelRolloutStack } from '../../../lib/model-rollout-stack.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';
import { aDirectory } from './scratch.ts';

/**
 * An app with the feature flags that `cdk synth` has, without CDK's own validation, whose engine takes seconds to start:
 * what is deployed is validated in `template-validation.test.ts`.
 */
export function anApp(): App {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  return new App({ outdir: aDirectory(), builtinCloudFormationValidation: false, context });
}

/** The prod stage with some values replaced. */
export function aStage(changes: Partial<StageConfig> = {}): StageConfig {
  return { ...STAGES.prod, ...changes };
}

/** A stack of a stage, not yet synthesized. */
export function aRolloutStack(changes: Partial<StageConfig> = {}): ModelRolloutStack {
  return new ModelRolloutStack(anApp(), 'Stack', aStage(changes));
}

/** An empty stack in a region; `undefined` = not known at synth. */
export function aStack(region: string | undefined = 'us-east-1'): Stack {
  return new Stack(anApp(), 'Stack', region === undefined ? {} : { env: { region } });
}

/** Flags in a stack of their own or in a given one. */
export function someFlags(props: Partial<ModelFlagsProps> = {}, stack: Stack = aStack()): ModelFlags {
  return new ModelFlags(stack, 'ModelFlags', {
    applicationName: 'shop-test',
    environmentName: 'test',
    firstVersion: readDocuments(STAGES.prod.firstVersion),
    ...props,
  });
}
