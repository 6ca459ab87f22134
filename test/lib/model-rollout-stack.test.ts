import { Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { AGENT_ENV, ENV } from '../../lambda/contract.ts';
import { agentSettings } from '../../lambda/flags/agent-settings.ts';
import { inferenceSettings } from '../../lambda/inference/settings.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { type CloudFormationTemplate, synthesizeStage } from '../../lib/synthesize.ts';
import { aRolloutStack, aStage } from './helpers/stage.ts';
import { allDependenciesOf, propertiesOf, resourcesOf } from './helpers/template.ts';

const { template } = synthesizeStage(aStage({ knowledgeBaseId: 'KB12345678' }));

interface FunctionProperties {
  readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
  readonly Layers?: readonly string[];
}

/** Environment of the function with the agent, `Ref`s replaced by the logical id they name. */
function inferenceEnvironment(): Record<string, string> {
  const reader = propertiesOf<FunctionProperties>(template, 'AWS::Lambda::Function').find(
    ({ Layers }) => Layers,
  );
  return Object.fromEntries(
    Object.entries(reader?.Environment.Variables ?? {}).map(([name, value]) => [name, resolve(value)]),
  );
}

function resolve(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  return Ref ?? (join ? join[1].map(resolve).join(join[0]) : '');
}

function idOf(type: string, path: string): string {
  const [id] = [...resourcesOf(template, type).keys()].filter((key) => key.includes(path));
  if (id === undefined) throw new Error(`no ${type} with ${path} in its id`);
  return id;
}

describe('the environment of the inference function', () => {
  it('is what the handler reads: every variable known, none missing', () => {
    const environment = inferenceEnvironment();
    expect(Object.keys(environment).sort()).toEqual(
      [...Object.values(ENV), AGENT_ENV.pollIntervalSeconds, AGENT_ENV.prefetchList].sort(),
    );
    expect(() => agentSettings(environment)).not.toThrow();
    expect(inferenceSettings(environment).catalogue['claude-3-haiku']?.modelId).toBe(
      'anthropic.claude-3-haiku-20240307-v1:0',
    );
  });

  it('lets the agent prefetch exactly the paths that the handler asks for', () => {
    const environment = inferenceEnvironment();
    const { flags, prompts } = agentSettings(environment);
    expect(environment[AGENT_ENV.prefetchList]?.split(',')).toEqual(
      [flags, prompts].map(
        ({ application, environment: of, profile }) =>
          `/applications/${application}/environments/${of}/configurations/${profile}`,
      ),
    );
  });
});

describe('the first deployments', () => {
  const flags = idOf('AWS::AppConfig::Deployment', 'FlagDocument');
  const prompts = idOf('AWS::AppConfig::Deployment', 'PromptDocument');

  it('run one after the other, prompts before the flags that name them', () => {
    expect(allDependenciesOf(template, flags)).toContain(prompts);
    expect(allDependenciesOf(template, prompts)).not.toContain(flags);
  });

  it('wait until AppConfig may call the validator and the validator may read what is deployed', () => {
    const needed = allDependenciesOf(template, flags);
    expect(needed).toContain(idOf('AWS::Lambda::Permission', 'Validator'));
    expect(needed).toContain(idOf('AWS::IAM::Policy', 'ReadDeployedVersion'));
  });

  it('are not repeated when a tag of the app changes', () => {
    const stack = aRolloutStack();
    Tags.of(stack).add('commit', '4f3efd4');
    const tagged = Template.fromStack(stack);
    tagged.allResourcesProperties('AWS::AppConfig::Deployment', { Tags: Match.absent() });
    tagged.hasResourceProperties('AWS::AppConfig::Application', { Tags: Match.anyValue() });
  });
});

describe('the template', () => {
  it('has no resource that depends on itself', () => {
    for (const id of Object.keys(template.Resources)) {
      expect(() => allDependenciesOf(template, id)).not.toThrow();
    }
  });

  it('keeps every log for the days of the stage', () => {
    const days = (of: CloudFormationTemplate) => propertiesOf(of, 'AWS::Logs::LogGroup');
    expect(days(template)).toEqual([{ RetentionInDays: 90 }, { RetentionInDays: 90 }]);
    expect(days(synthesizeStage(STAGES.staging).template)).toEqual([
      { RetentionInDays: 14 },
      { RetentionInDays: 14 },
    ]);
  });

  it('gives out what an operator needs', () => {
    expect(Object.keys(template.Outputs).sort()).toEqual([
      'ApplicationId',
      'AtOnceStrategyId',
      'EnvironmentId',
      'FlagsProfileId',
      'InferenceFunctionName',
      'InferenceFunctionUrl',
      'PromptsProfileId',
      'StrategyId',
    ]);
  });

  it('watches the environment with every alarm', () => {
    const [environment] = propertiesOf<{ Monitors: { AlarmArn: { 'Fn::GetAtt': [string] } }[] }>(
      template,
      'AWS::AppConfig::Environment',
    );
    expect(environment?.Monitors.map(({ AlarmArn }) => AlarmArn['Fn::GetAtt'][0]).sort()).toEqual(
      [...resourcesOf(template, 'AWS::CloudWatch::Alarm').keys()].sort(),
    );
  });
});

describe('a configuration that cannot work', () => {
  it('is refused when the first version names a model that the stage lacks', () => {
    const { 'claude-3-haiku': haiku } = STAGES.prod.models;
    const models = haiku === undefined ? {} : { 'claude-3-haiku': haiku };
    expect(() => aRolloutStack({ models })).toThrow(/firstVersion\.flags has the value "claude-sonnet-4-6"/);
  });

  it('is refused for a log retention that CloudWatch Logs does not know', () => {
    expect(() => aRolloutStack({ logRetentionDays: 15 })).toThrow(/logRetentionDays is 15, .* 14, /);
  });

  it('is warned about when a step is over before an alarm can fire', () => {
    const warnings = (changes: Partial<StageConfig>) =>
      aRolloutStack(changes).node.metadata.filter(({ type }) => type === ArtifactMetadataEntryType.WARN);
    const hasty = { rollout: { growthPercent: 10, durationMinutes: 10, bakeMinutes: 0 } };
    expect(warnings(hasty).map(({ data }) => data)).toEqual([
      expect.stringContaining(
        'a step of the rollout lasts 60 s, but the poll and the quickest alarm need 135 s',
      ),
    ]);
    for (const stage of Object.values(STAGES)) expect(warnings(stage)).toEqual([]);
  });
});
