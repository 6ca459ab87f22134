import { Stack, Stage } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { CodePipeline, CodePipelineSource, type IFileSetProducer, ShellStep } from 'aws-cdk-lib/pipelines';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../../config/stages.ts';
import { ModelRolloutStack } from '../../../lib/model-rollout-stack.ts';
import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { anApp } from '../helpers/stage.ts';
import { propertiesOf, resourcesOf, theResource } from '../helpers/template.ts';
import '../helpers/scratch.ts';

const PLACES = {
  staging: { account: '111111111111', region: 'eu-west-1' },
  prod: { account: '222222222222', region: 'us-east-1' },
} as const;

/** A team's own stage of its pipeline: the rollout beside other stacks. */
class TeamStage extends Stage {
  readonly rollout: ModelRolloutStack;

  constructor(scope: Stack, id: string, name: keyof typeof STAGES) {
    super(scope, id, { env: PLACES[name] });
    const { region: _, ...config } = STAGES[name];
    this.rollout = new ModelRolloutStack(this, 'Rollout', config);
  }
}

/** The CDK's own classes do not fit its interfaces where `undefined` is no value of an optional property. */
function producer(step: object): IFileSetProducer {
  return step as IFileSetProducer;
}

function aPipeline() {
  const app = anApp();
  const stack = new Stack(app, 'Pipeline', { env: { account: '333333333333', region: 'eu-west-1' } });
  const code = new Repository(stack, 'Code', { repositoryName: 'code' });
  const source = CodePipelineSource.codeCommit(code, 'main');
  const pipeline = new CodePipeline(stack, 'Pipeline', {
    crossAccountKeys: true,
    synth: producer(
      new ShellStep('Synth', { input: producer(source), commands: ['npm ci', 'npx cdk synth'] }),
    ),
  });
  const stages = {
    staging: new TeamStage(stack, 'Staging', 'staging'),
    prod: new TeamStage(stack, 'Prod', 'prod'),
  };
  pipeline.addStage(stages.staging);
  pipeline.addStage(stages.prod);
  const assembly = app.synth();
  return { assembly, stack, stages };
}

const { assembly, stack, stages } = aPipeline();

function nested(stage: Stage): CloudAssembly {
  return assembly.getNestedAssembly(stage.artifactId);
}

function templateOf(stage: TeamStage): CloudFormationTemplate {
  return nested(stage).getStackArtifact(stage.rollout.artifactId).template;
}

/** Resources but the permission to be called by a schedule, whose id the CDK makes of the whole path. */
function settled({ Resources }: CloudFormationTemplate): unknown {
  return Object.fromEntries(Object.entries(Resources).filter(([id]) => !id.includes('AllowEventRule')));
}

/** Hashes of the files that a stage uploads, its template excepted. */
function fileAssetsOf(stage: TeamStage): readonly string[] {
  const code = propertiesOf<{ Code: { S3Key: string } }>(templateOf(stage), 'AWS::Lambda::Function');
  return code.map(({ Code }) => Code.S3Key).toSorted();
}

describe('stages of one pipeline', () => {
  it.each(Object.entries(PLACES))('have %s in its own account and region', (name, { account, region }) => {
    const stage = stages[name as keyof typeof PLACES];
    const artifact = nested(stage).getStackArtifact(stage.rollout.artifactId);
    expect(artifact.environment).toMatchObject({ account, region });
    expect(JSON.stringify(artifact.template)).not.toContain(
      PLACES[name === 'prod' ? 'staging' : 'prod'].account,
    );
  });

  it('have their stacks named after service and stage, whatever the pipeline calls them', () => {
    const names = Object.values(stages).map(({ rollout }) => rollout.stackName);
    expect(names).toEqual(['model-rollout-staging', 'model-rollout-prod']);
  });

  it('export nothing and import nothing: each can be deployed and destroyed by itself', () => {
    for (const stage of Object.values(stages)) {
      const template = templateOf(stage);
      expect(JSON.stringify(template)).not.toContain('Fn::ImportValue');
      for (const output of Object.values(template.Outputs)) expect(output).not.toHaveProperty('Export');
      expect(
        nested(stage)
          .getStackArtifact(stage.rollout.artifactId)
          .dependencies.map(({ id }) => id),
      ).toEqual([expect.stringMatching(/\.assets$/)]);
    }
  });

  it('run the same code, to the byte', () => {
    expect(fileAssetsOf(stages.prod)).toEqual(fileAssetsOf(stages.staging));
    expect(fileAssetsOf(stages.prod).length).toBeGreaterThanOrEqual(4);
  });

  it('have what a stack of its own has, by the same logical ids, so that it can move into a pipeline', () => {
    const { region: _, ...config } = STAGES.prod;
    const around = new Stage(anApp(), 'Alone', { env: PLACES.prod });
    const alone = new ModelRolloutStack(around, 'Rollout', config);
    const template = around.synth().getStackArtifact(alone.artifactId).template;
    expect(settled(templateOf(stages.prod))).toEqual(settled(template));
  });

  it('are deployed one after the other, their files uploaded before', () => {
    const { properties } = theResource<{ Stages: { Name: string }[] }>(
      assembly.getStackByName(stack.stackName).template,
      'AWS::CodePipeline::Pipeline',
    );
    expect(properties.Stages.map(({ Name }) => Name)).toEqual([
      ...['Source', 'Build', 'UpdatePipeline', 'Assets', 'Staging', 'Prod'],
    ]);
    expect(
      resourcesOf(assembly.getStackByName(stack.stackName).template, 'AWS::AppConfig::Application').size,
    ).toBe(0);
  });
});
