import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { ModelRolloutStack } from './model-rollout-stack.ts';
import { scratchDirectory } from './scratch-directory.ts';
import type { StageConfig } from './stage-config.ts';

/** A CloudFormation template, as far as its shape is fixed. */
export interface CloudFormationTemplate {
  readonly Resources: Readonly<Record<string, CloudFormationResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface CloudFormationResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

/** What `cdk synth` makes of one stage. */
export interface SynthesizedStage {
  readonly template: CloudFormationTemplate;
  /** Directory with the bundled inference handler, `index.mjs`, and its safe default documents. Gone when the process exits. */
  readonly inferenceAssetDirectory: string;
}

/**
 * Synthesizes one stage in this process, with the feature flags of `cdk.json`, so that the template is the one that
 * `cdk deploy` would send. Neither rules of cdk-nag nor those of CDK's own validation are checked here: `cdk synth` checks
 * them, and the latter's engine takes seconds to start.
 *
 * @throws what the constructs throw for a bad configuration.
 */
export function synthesizeStage(config: StageConfig): SynthesizedStage {
  const outdir = mkdtempSync(join(scratchDirectory(), 'assembly-'));
  try {
    const app = new App({
      outdir,
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
      context: readCdkContext(),
    });
    const stack = new ModelRolloutStack(app, stackId(config), config);
    const { template } = app.synth().getStackByName(stack.stackName);
    return { template, inferenceAssetDirectory: stack.inference.assetDirectory };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Construct id of a stage's stack, such as `model-rollout-prod`; also what `cdk deploy` calls it. */
export function stackId({ service, stage }: StageConfig): string {
  return `${service}-${stage}`;
}

function readCdkContext(): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')).context;
}
