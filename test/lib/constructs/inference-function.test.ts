import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../../config/stages.ts';
import {
  InferenceFunction,
  type InferenceFunctionProps,
} from '../../../lib/constructs/inference-function.ts';
import { readDocuments } from '../../../lib/document-sources.ts';
import { aStack, someFlags } from '../helpers/stage.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, unknown>> };
}

const SAFE_DEFAULT = readDocuments(STAGES.prod.safeDefault);

function anInferenceStack(props: Partial<InferenceFunctionProps> = {}): Stack {
  const stack = aStack();
  new InferenceFunction(stack, 'Inference', {
    service: 'shop',
    stage: 'test',
    flags: someFlags({}, stack),
    models: STAGES.prod.models,
    safeDefault: SAFE_DEFAULT,
    ...props,
  });
  return stack;
}

const templateOf = (props: Partial<InferenceFunctionProps> = {}) =>
  Template.fromStack(anInferenceStack(props));

function bedrockStatements(template: Template): readonly Statement[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  const statements: Statement[] = policies.flatMap((policy) => policy.Properties.PolicyDocument.Statement);
  return statements.filter(({ Action }) => String(Action).startsWith('bedrock:'));
}

function withFlag(flag: string, changes: object): InferenceFunctionProps['safeDefault'] {
  const flags = structuredClone(SAFE_DEFAULT.flags) as { flags: { flag: string }[] };
  const changed = flags.flags.map((one) => (one.flag === flag ? { ...one, ...changes } : one));
  return { ...SAFE_DEFAULT, flags: { ...flags, flags: changed } };
}

describe('the inference function', () => {
  const template = templateOf();

  it('runs bundled on arm64 with the agent, its own log group and time for two answers', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 70,
      Layers: [Match.stringLikeRegexp('AppConfig-Extension-Arm64')],
      LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('InferenceHandlerLog') } },
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('is called over a URL that asks for IAM signatures', () => {
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' });
  });

  it('uses no managed policy, and writes to its own log group only', () => {
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('Inference'),
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('InferenceHandlerLog'), 'Arn'] },
          },
        ]),
      },
    });
  });
});

describe('access to models', () => {
  const statements = bedrockStatements(templateOf());
  const resources = statements.flatMap(({ Resource }) => Resource).map((arn) => JSON.stringify(arn));

  it('covers calling the models of the catalogue, without a wildcard', () => {
    expect(new Set(statements.map(({ Action }) => Action))).toEqual(new Set(['bedrock:InvokeModel']));
    expect(resources.filter((arn) => arn.includes('*'))).toEqual([]);
    expect(resources).toContain(
      '"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"',
    );
    expect(resources).toHaveLength(1 + 2 * (1 + 3));
  });

  it('covers a model behind a profile in every region of the profile, through the profile only', () => {
    const sonnet = statements.filter(({ Condition }) =>
      JSON.stringify(Condition)?.includes('claude-sonnet-4-6'),
    );
    expect(sonnet.map(({ Resource }) => Resource)).toEqual([
      ['us-east-1', 'us-east-2', 'us-west-2'].map(
        (region) => `arn:aws:bedrock:${region}::foundation-model/anthropic.claude-sonnet-4-6`,
      ),
    ]);
    const profile = JSON.stringify(sonnet[0]?.Condition?.StringEquals['bedrock:InferenceProfileArn']);
    expect(profile).toContain(':inference-profile/us.anthropic.claude-sonnet-4-6');
    expect(resources).toContain(profile);
  });

  it('covers retrieval from the one knowledge base when there is one', () => {
    const retrieve = bedrockStatements(templateOf({ knowledgeBaseId: 'KB12345678' })).filter(
      ({ Action }) => Action === 'bedrock:Retrieve',
    );
    expect(retrieve).toHaveLength(1);
    expect(JSON.stringify(retrieve[0]?.Resource)).toContain(':knowledge-base/KB12345678');
  });
});

describe('synthesis', () => {
  it('refuses a safe default that the environment cannot serve', () => {
    const refused = (safeDefault: InferenceFunctionProps['safeDefault']) => () =>
      anInferenceStack({ safeDefault });
    expect(refused(withFlag('inference_model', { default: 'gpt-9' }))).toThrow(
      /safeDefault\.flags has the value "gpt-9" for inference_model, .* knows only claude-3-haiku/,
    );
    expect(refused(withFlag('system_prompt_version', { default: 'v9' }))).toThrow(/"v9".*knows only v3/);
    expect(refused(withFlag('response_format', { flag: 'format' }))).toThrow(
      /lacks the flag response_format/,
    );
  });

  it('refuses a safe default that compares values', () => {
    const rules = [{ name: 'canary', condition: { rollout_percentage: 10 }, value: 'claude-sonnet-4-6' }];
    expect(() => anInferenceStack({ safeDefault: withFlag('inference_model', { rules }) })).toThrow(
      /share of users of inference_model .* rule canary/,
    );
  });

  it.each([
    [
      'a model time limit that leaves no time for a second answer',
      { modelTimeout: Duration.minutes(8) },
      /modelTimeout in seconds is 480, .* 1 to 445/,
    ],
    ['no output tokens', { maxOutputTokens: 0 }, /maxOutputTokens is 0/],
    ['a cost cap of nothing', { costCapUsd: 0 }, /costCapUsd is 0/],
    ['a latency limit of nothing', { latencyLimit: Duration.millis(0) }, /latencyLimit in milliseconds is 0/],
  ] satisfies [string, Partial<InferenceFunctionProps>, RegExp][])('refuses %s', (_, props, message) => {
    expect(() => anInferenceStack(props)).toThrow(message);
  });
});
