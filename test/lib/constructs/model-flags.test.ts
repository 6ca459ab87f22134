import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { AGENT_ENV, ENV } from '../../../lambda/contract.ts';
import type { ModelFlagsProps } from '../../../lib/constructs/model-flags.ts';
import { aStack, someFlags } from '../helpers/stage.ts';

function aReader(stack: Stack, architecture = Architecture.ARM_64, id = 'Reader'): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {}'),
    architecture,
  });
}

function anAlarm(stack: Stack, id: string): Alarm {
  const metric = new Metric({ namespace: 'Test', metricName: 'Test', period: Duration.minutes(1) });
  const treatMissingData = TreatMissingData.NOT_BREACHING;
  return new Alarm(stack, id, { metric, threshold: 1, evaluationPeriods: 1, treatMissingData });
}

function readerTemplate(architecture = Architecture.ARM_64, region = 'us-east-1'): Template {
  const stack = aStack(region);
  someFlags({}, stack).grantRead(aReader(stack, architecture));
  return Template.fromStack(stack);
}

const CONFIGURATION = 'arn:aws:appconfig:us-east-1:';

describe('grantRead', () => {
  it('allows the two data plane calls on the two documents of the environment, and nothing else', () => {
    const statement = {
      Effect: 'Allow',
      Action: ['appconfig:GetLatestConfiguration', 'appconfig:StartConfigurationSession'],
      Resource: ['FlagDocument', 'PromptDocument'].map((id) => ({
        'Fn::Join': ['', Match.arrayWith([CONFIGURATION, { Ref: Match.stringLikeRegexp(id) }])],
      })),
    };
    readerTemplate().hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('Reader'),
      PolicyDocument: { Statement: [statement] },
    });
  });

  it('adds the layer of the architecture and the region', () => {
    const layers = (template: Template) =>
      template.hasResourceProperties.bind(template, 'AWS::Lambda::Function');
    layers(readerTemplate())({
      Layers: [Match.stringLikeRegexp('us-east-1:.*AppConfig-Extension-Arm64:254$')],
    });
    layers(readerTemplate(Architecture.X86_64, 'eu-west-1'))({
      Layers: [Match.stringLikeRegexp('eu-west-1:.*AppConfig-Extension:303$')],
    });
  });

  it('tells the function and its agent where the documents are', () => {
    const stack = aStack();
    someFlags({ pollInterval: Duration.seconds(20), flagsTimeout: Duration.millis(250) }, stack).grantRead(
      aReader(stack),
    );
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          [ENV.application]: { Ref: Match.stringLikeRegexp('Application') },
          [ENV.environment]: { Ref: Match.stringLikeRegexp('Environment') },
          [ENV.flagsProfile]: { Ref: Match.stringLikeRegexp('FlagDocument') },
          [ENV.promptsProfile]: { Ref: Match.stringLikeRegexp('PromptDocument') },
          [ENV.flagsTimeoutMs]: '250',
          [AGENT_ENV.pollIntervalSeconds]: '20',
        },
      },
    });
  });

  it('uses the layer it is given where the package knows none', () => {
    const stack = aStack('mars-north-1');
    const layerVersionArn = 'arn:aws:lambda:mars-north-1:123456789012:layer:agent:7';
    someFlags({ agentLayer: { layerVersionArn, agentVersion: '2.0.20159' } }, stack).grantRead(
      aReader(stack),
    );
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { Layers: [layerVersionArn] });
  });

  it('fails in a region without a known layer', () => {
    expect(() => readerTemplate(Architecture.ARM_64, 'mars-north-1')).toThrow(
      /mars-north-1.*pass agentLayer/,
    );
  });

  it('fails for a function that already reads flags', () => {
    const stack = aStack();
    const flags = someFlags({}, stack);
    const reader = aReader(stack);
    flags.grantRead(reader);
    expect(() => flags.grantRead(reader)).toThrow(/Stack\/Reader already reads flags.*once a function/);
  });
});

describe('the environment', () => {
  it('sees its monitors through a role that may describe alarms only', () => {
    const stack = aStack();
    someFlags({ monitors: [anAlarm(stack, 'One'), anAlarm(stack, 'Two')] }, stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::AppConfig::Environment', {
      Monitors: ['One', 'Two'].map((id) => ({
        AlarmArn: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}`), 'Arn'] },
        AlarmRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('MonitorRole'), 'Arn'] },
      })),
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('MonitorRole'),
      PolicyDocument: { Statement: [{ Action: 'cloudwatch:DescribeAlarms', Resource: '*' }] },
    });
  });

  it('takes five monitors and refuses a sixth', () => {
    const withMonitors = (count: number) => () => {
      const stack = aStack();
      someFlags(
        { monitors: Array.from({ length: count }, (_, index) => anAlarm(stack, `A${index}`)) },
        stack,
      );
    };
    expect(withMonitors(5)).not.toThrow();
    expect(withMonitors(6)).toThrow(/monitors has 6 alarms, but .* takes 5 at most/);
  });
});

describe('the documents', () => {
  const template = Template.fromStack(someFlags().node.scope as Stack);

  it('are checked by a schema AppConfig takes, the flags by a Lambda function too', () => {
    const schema = { Type: 'JSON_SCHEMA', Content: Match.stringLikeRegexp('draft-04') };
    const lambda = {
      Type: 'LAMBDA',
      Content: { 'Fn::GetAtt': [Match.stringLikeRegexp('Validator'), 'Arn'] },
    };
    const profile = (Name: string, Validators: unknown) =>
      template.hasResourceProperties('AWS::AppConfig::ConfigurationProfile', {
        Name,
        Validators,
        Type: 'AWS.Freeform',
        LocationUri: 'hosted',
      });
    profile('model-flags', [schema, lambda]);
    profile('prompts', [schema]);
  });

  it('are deployed the first time by a strategy without growth and bake', () => {
    const strategies = template.findResources('AWS::AppConfig::DeploymentStrategy', {
      Properties: { DeploymentDurationInMinutes: 0, FinalBakeTimeInMinutes: 0, GrowthFactor: 100 },
    });
    const [atOnce] = Object.keys(strategies);
    template.allResourcesProperties('AWS::AppConfig::Deployment', { DeploymentStrategyId: { Ref: atOnce } });
  });

  it('are compared with the deployed flags by a validator that may read those and nothing else', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('ReadDeployedVersion'),
      PolicyDocument: {
        Statement: [
          {
            Action: ['appconfig:GetLatestConfiguration', 'appconfig:StartConfigurationSession'],
            Resource: {
              'Fn::Join': ['', Match.arrayWith([{ Ref: Match.stringLikeRegexp('FlagDocument') }])],
            },
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { [ENV.environment]: { Ref: Match.stringLikeRegexp('Environment') } } },
      Timeout: 15,
    });
  });

  it('are refused at synth with every issue and its place', () => {
    const firstVersion = { flags: { flag: 'Bad-Name', rules: [] }, prompts: { version: 2 } };
    expect(() => someFlags({ firstVersion })).toThrow(/firstVersion\.flags.*firstVersion\.prompts/s);
  });
});

describe('the strategy', () => {
  it('grows linearly by a tenth over 40 minutes and bakes for 20 unless told otherwise', () => {
    const linear = (props: Partial<ModelFlagsProps>, expected: object) =>
      Template.fromStack(someFlags(props).node.scope as Stack).hasResourceProperties(
        'AWS::AppConfig::DeploymentStrategy',
        { GrowthType: 'LINEAR', Name: 'shop-test-linear', ...expected },
      );
    linear({}, { GrowthFactor: 10, DeploymentDurationInMinutes: 40, FinalBakeTimeInMinutes: 20 });
    linear(
      { growthPercent: 25, rolloutDuration: Duration.hours(2), bakeTime: Duration.hours(24) },
      { GrowthFactor: 25, DeploymentDurationInMinutes: 120, FinalBakeTimeInMinutes: 1440 },
    );
  });

  it.each([
    ['no growth', { growthPercent: 0 }, /growthPercent is 0, but must be a number from 1 to 100/],
    [
      'more than a day',
      { rolloutDuration: Duration.hours(25) },
      /rolloutDuration in minutes is 1500, .* 1 to 1440/,
    ],
    [
      'parts of a minute',
      { bakeTime: Duration.seconds(90) },
      /bakeTime in minutes is 1\.5, but must be a whole number/,
    ],
    ['hasty polls', { pollInterval: Duration.seconds(5) }, /pollInterval in seconds is 5, .* 15 to 86400/],
    [
      'a long wait for the agent',
      { flagsTimeout: Duration.minutes(1) },
      /flagsTimeout in milliseconds is 60000/,
    ],
    [
      'an old agent',
      { agentLayer: { layerVersionArn: 'arn', agentVersion: '2.0.358' } },
      /agent 2\.0\.358 does not know entity-id/,
    ],
  ] satisfies [string, Partial<ModelFlagsProps>, RegExp][])('is refused with %s', (_, props, message) => {
    expect(() => someFlags(props)).toThrow(message);
  });
});
