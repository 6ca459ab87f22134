import {
  type App,
  CfnResource,
  CloudFormationValidatePlugin,
  type IPolicyValidationPlugin,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { stackOf } from '../security/synthesized-variant.ts';
import { VARIANTS } from '../security/variants.ts';
import { anApp } from './helpers/stage.ts';

/** CDK's own validation, which `cdk synth` has on and the other tests go without: its engine takes seconds to start. */
const validation = new CloudFormationValidatePlugin() as IPolicyValidationPlugin;

function synthesisOf(stack: Stack): () => void {
  const app = stack.node.root as App;
  Validations.of(app).addPlugins(validation);
  return () => app.synth();
}

describe("CDK's own validation", () => {
  it.each(Object.entries(VARIANTS))('finds nothing in the template of %s', (_, config) => {
    expect(synthesisOf(stackOf(config))).not.toThrow();
  });

  it('finds a property of the wrong type', () => {
    const stack = new Stack(anApp(), 'Stack');
    new CfnResource(stack, 'Function', { type: 'AWS::Lambda::Function', properties: { Timeout: 'long' } });
    expect(synthesisOf(stack)).toThrow(/Timeout: 'long' is not of type 'integer'/);
  });
});
