import { Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../../config/stages.ts';
import { findAgentLayer } from '../../../lib/constructs/agent-layer.ts';
import { AGENT_LAYER_VERSIONS } from '../../../lib/constructs/agent-layer-versions.ts';
import {
  REGIONS_WITHOUT_FUNCTION_URLS,
  requireFunctionUrls,
} from '../../../lib/constructs/function-url-regions.ts';
import { ModelRolloutStack } from '../../../lib/model-rollout-stack.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';
import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { synthesizedStage } from '../helpers/rollout-app.ts';
import { anApp, aRolloutStack, aStage } from '../helpers/stage.ts';
import { propertiesOf, theResource } from '../helpers/template.ts';
import '../helpers/scratch.ts';

/** Models that are called in the stage's own region. */
const OWN_MODELS = Object.fromEntries(
  Object.entries(STAGES.prod.models).map(([value, model]) => [
    value,
    { foundationModel: model.foundationModel, inputUsdPerMillion: 1, outputUsdPerMillion: 1 },
  ]),
);

function withoutRegion(changes: Partial<StageConfig> = {}): StageConfig {
  const { region: _, ...anywhere } = aStage(changes);
  return anywhere;
}

/** The stage with neither account nor region. */
function agnostic(changes: Partial<StageConfig> = {}): CloudFormationTemplate {
  return Template.fromStack(
    new ModelRolloutStack(anApp(), 'Stack', withoutRegion(changes)),
  ).toJSON() as CloudFormationTemplate;
}

function readerLayer(template: CloudFormationTemplate): unknown {
  const { properties } = theResource<{ Layers: unknown[] }>(
    template,
    'AWS::Lambda::Function',
    'InferenceHandlerFunction',
  );
  return properties.Layers[0];
}

describe('a stage that is told neither account nor region', () => {
  it.each([
    ['arm64', Architecture.ARM_64],
    ['x86_64', Architecture.X86_64],
  ] as const)('looks the layer of the agent up where it is deployed: %s', (name, architecture) => {
    const template = agnostic({ architecture: name }) as CloudFormationTemplate & {
      Mappings: Record<string, Record<string, Record<string, string>>>;
    };
    const { 'Fn::FindInMap': path = [] } = readerLayer(template) as { 'Fn::FindInMap'?: string[] };
    const [mapping = '', region, key = ''] = path;
    expect(region).toBe('AWS::Region');
    for (const at of Object.keys(AGENT_LAYER_VERSIONS)) {
      const { layerVersionArn } = findAgentLayer({ region: at, architecture });
      expect(template.Mappings[mapping]?.[at]?.[key]).toBe(layerVersionArn);
    }
  });

  it('names no account, region or partition anywhere else', () => {
    const { Mappings: _, ...rest } = agnostic({ models: OWN_MODELS }) as CloudFormationTemplate & {
      Mappings: unknown;
    };
    expect(JSON.stringify(rest)).not.toMatch(/us-east-1|123456789012|arn:aws[:-]/);
  });

  it('has one mapping, however many functions read the flags', () => {
    const stack = new ModelRolloutStack(anApp(), 'Stack', withoutRegion());
    expect(stack.node.children.filter(({ node }) => node.id.startsWith('AgentLayer'))).toHaveLength(1);
  });
});

describe('a stage in a Stage of its own', () => {
  it('is where the Stage is', () => {
    const around = new Stage(anApp(), 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
    const stack = new ModelRolloutStack(around, 'Rollout', withoutRegion());
    expect(stack.environment).toBe('aws://111111111111/eu-west-1');
    expect(readerLayer(around.synth().getStackArtifact(stack.artifactId).template)).toContain(':eu-west-1:');
  });

  it('is where it says itself, if it says so', () => {
    const around = new Stage(anApp(), 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
    const stack = new ModelRolloutStack(around, 'Rollout', aStage({ region: 'eu-central-1' }));
    expect(stack.environment).toBe('aws://111111111111/eu-central-1');
  });
});

describe.each([
  ['cn-north-1', 'aws-cn'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-gov-east-1', 'aws-us-gov'],
])('a stage in %s', (region, partition) => {
  const place = { region, functionUrl: false, models: OWN_MODELS };
  const template = synthesizedStage({ ...place, encryptionKey: keyIn(partition, region) });

  it('names everything in the partition of the region', () => {
    const arns = JSON.stringify(template).match(/arn:aws[a-z-]*:/g) ?? [];
    expect(arns.length).toBeGreaterThan(5);
    expect(new Set(arns)).toEqual(new Set([`arn:${partition}:`]));
  });

  it.each(['arm64', 'x86_64'] as const)('has a layer of the agent for %s', (architecture) => {
    const { Architectures, Layers } = theResource<{ Architectures: string[]; Layers: string[] }>(
      synthesizedStage({ ...place, architecture }),
      'AWS::Lambda::Function',
      'InferenceHandlerFunction',
    ).properties;
    expect(Architectures).toEqual([architecture]);
    expect(Layers).toEqual([expect.stringMatching(`^arn:${partition}:lambda:${region}:`)]);
  });

  it('has no function URL, and says so before anything is deployed', () => {
    expect(propertiesOf(template, 'AWS::Lambda::Url')).toEqual([]);
    expect(template.Outputs).not.toHaveProperty('InferenceFunctionUrl');
    expect(() => aRolloutStack({ region, models: OWN_MODELS })).toThrow(
      new RegExp(`region ${region} has no function URLs as far as is known: set functionUrl to false`),
    );
  });

  it('has one where it is told that the region has them by now', () => {
    expect(propertiesOf(synthesizedStage({ ...place, functionUrl: true }), 'AWS::Lambda::Url')).toHaveLength(
      1,
    );
  });
});

describe('a function URL', () => {
  it('is taken to exist wherever it is not known that there are none', () => {
    const refused = Object.keys(AGENT_LAYER_VERSIONS).filter((region) => {
      try {
        requireFunctionUrls(region);
        return false;
      } catch {
        return true;
      }
    });
    expect(refused.toSorted()).toEqual([...REGIONS_WITHOUT_FUNCTION_URLS].toSorted());
  });

  it('is made where only CloudFormation knows the region', () => {
    expect(propertiesOf(agnostic(), 'AWS::Lambda::Url')).toHaveLength(1);
  });
});

function keyIn(partition: string, region: string): string {
  return `arn:${partition}:kms:${region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
}
