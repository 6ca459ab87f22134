import { describe, expect, it } from 'vitest';
import { ACCOUNT } from '../../../../local/account.ts';
import { AppConfig } from '../../../../local/appconfig/appconfig.ts';
import { CloudFormation } from '../../../../local/cloudformation/cloudformation.ts';
import {
  type DeployableServices,
  resourceProviders,
} from '../../../../local/cloudformation/providers/resource-providers.ts';
import { CloudWatch } from '../../../../local/cloudwatch/cloudwatch.ts';
import { DynamoDb } from '../../../../local/dynamodb/dynamodb.ts';
import { Events } from '../../../../local/events/events.ts';
import { EventSourceMappings } from '../../../../local/lambda/event-source-mappings.ts';
import { Random } from '../../../../local/random.ts';
import { SecretsManager } from '../../../../local/secretsmanager/secrets-manager.ts';
import { Topics } from '../../../../local/sns/topics.ts';
import { Sqs } from '../../../../local/sqs/sqs.ts';
import { aZip, LambdaScene } from '../../lambda/builders.ts';

type Resources = Readonly<Record<string, { readonly Type: string; readonly [member: string]: unknown }>>;

const ref = (id: string) => ({ Ref: id });

/** An application, an environment with one monitor, a profile, a version and its deployment by a strategy. */
function aRollout(strategy: object = {}, monitor: object = {}): Resources {
  const ApplicationId = ref('App');
  const type = (name: string) => `AWS::AppConfig::${name}`;
  const alarm = {
    AlarmName: 'fuse',
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1,
  };
  const metric = {
    Namespace: 'N',
    MetricName: 'M',
    Period: 60,
    Statistic: 'Sum',
    TreatMissingData: 'notBreaching',
  };
  const growth = {
    GrowthFactor: 100,
    DeploymentDurationInMinutes: 0,
    FinalBakeTimeInMinutes: 0,
    ReplicateTo: 'NONE',
  };
  return {
    Fuse: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...alarm, ...metric, ...monitor } },
    App: { Type: type('Application'), Properties: { Name: 'app' } },
    Env: {
      Type: type('Environment'),
      Properties: { ApplicationId, Name: 'env', Monitors: [{ AlarmArn: { 'Fn::GetAtt': ['Fuse', 'Arn'] } }] },
    },
    Profile: {
      Type: type('ConfigurationProfile'),
      Properties: { ApplicationId, Name: 'p', LocationUri: 'hosted' },
    },
    Strategy: { Type: type('DeploymentStrategy'), Properties: { Name: 's', ...growth, ...strategy } },
    Version: {
      Type: type('HostedConfigurationVersion'),
      Properties: {
        ApplicationId,
        ConfigurationProfileId: ref('Profile'),
        Content: '{}',
        ContentType: 'application/json',
      },
    },
    Deployment: {
      Type: type('Deployment'),
      Properties: {
        ...{ ApplicationId, EnvironmentId: ref('Env'), ConfigurationProfileId: ref('Profile') },
        ...{ ConfigurationVersion: ref('Version'), DeploymentStrategyId: ref('Strategy') },
      },
    },
  };
}

type Assumed = Pick<DeployableServices, 'deploymentIsCreatedWhen'>;

/** CloudFormation over the engines; virtual time goes on while a resource waits for it. */
class ProviderScene extends LambdaScene {
  readonly uploads = new Map<string, Uint8Array>();
  readonly cloudWatch = new CloudWatch({ clock: this.clock });
  readonly topics = new Topics({ clock: this.clock });
  readonly dynamoDb = new DynamoDb({ clock: this.clock });
  readonly secretsManager = new SecretsManager({ clock: this.clock, random: new Random(7) });
  readonly sqs = new Sqs({ clock: this.clock, random: new Random(7), url: 'http://127.0.0.1:9' });
  readonly mappings = new EventSourceMappings({
    ...{ clock: this.clock, sqs: this.sqs, functions: this.functions },
  });
  readonly appConfig = new AppConfig({
    clock: this.clock,
    // So small a stack deploys before its alarm has been looked at.
    behaviour: { insufficientData: 'ignore' },
    alarms: { state: () => ({ state: this.#monitorState(), actionsEnabled: true }) },
  });
  readonly #cloudFormation: CloudFormation;
  #stackId: string | undefined;

  constructor(assumed: Assumed = {}) {
    super();
    this.#cloudFormation = new CloudFormation({
      ...{ clock: this.clock, account: ACCOUNT, random: new Random(7) },
      providers: resourceProviders({
        ...{
          appConfig: this.appConfig,
          cloudWatch: this.cloudWatch,
          functions: this.functions,
          topics: this.topics,
        },
        ...{ dynamoDb: this.dynamoDb, secretsManager: this.secretsManager },
        ...{ sqs: this.sqs, mappings: this.mappings },
        events: new Events({ clock: this.clock, topics: this.topics, functions: this.functions }),
        pass: (durationMs) => this.#pass(durationMs),
        ...assumed,
        uploaded: (bucket, key) => this.uploads.get(`${bucket}/${key}`) ?? new Uint8Array(),
      }),
      templates: async () => '',
      parameters: () => '',
    });
  }

  /** Status of the stack afterwards, and why resources failed. */
  async deploy(resources: Resources): Promise<string> {
    const input = {
      StackName: 's',
      TemplateBody: JSON.stringify({ Resources: resources }),
      Capabilities: ['CAPABILITY_IAM' as const],
    };
    const { StackId } = this.#stackId
      ? await this.#cloudFormation.updateStack(input)
      : await this.#cloudFormation.createStack(input);
    this.#stackId = StackId;
    return this.#end();
  }

  async destroy(): Promise<string> {
    await this.#cloudFormation.deleteStack({ StackName: this.#stackId });
    return this.#end();
  }

  async #end(): Promise<string> {
    await this.#cloudFormation.settled();
    const { StackEvents = [] } = this.#cloudFormation.describeStackEvents({ StackName: this.#stackId });
    const failed = StackEvents.find(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
    return [StackEvents[0]?.ResourceStatus, failed?.ResourceStatusReason].filter(Boolean).join(': ');
  }

  async #pass(durationMs: number): Promise<void> {
    this.clock.advance(durationMs);
    this.cloudWatch.tick();
    await this.appConfig.tick();
  }

  #monitorState() {
    return this.cloudWatch.describeAlarms({}).MetricAlarms?.[0]?.StateValue ?? 'OK';
  }
}

describe('deployments of AppConfig', () => {
  it('are resources that have come to be when they are complete', async () => {
    const scene = new ProviderScene();
    const strategy = { GrowthFactor: 50, DeploymentDurationInMinutes: 10, FinalBakeTimeInMinutes: 5 };
    const beganMs = scene.clock.now();
    expect(await scene.deploy(aRollout(strategy))).toBe('CREATE_COMPLETE');
    expect(scene.clock.now() - beganMs).toBeGreaterThanOrEqual(15 * 60_000);
  });

  it('are not waited for where starting one is taken to be enough', async () => {
    const scene = new ProviderScene({ deploymentIsCreatedWhen: 'started' });
    const strategy = { GrowthFactor: 50, DeploymentDurationInMinutes: 10, FinalBakeTimeInMinutes: 5 };
    const beganMs = scene.clock.now();
    expect(await scene.deploy(aRollout(strategy))).toBe('CREATE_COMPLETE');
    expect(scene.clock.now() - beganMs).toBeLessThan(2 * 60_000);
  });

  it('that are rolled back take the stack back', async () => {
    const scene = new ProviderScene();
    const strategy = { DeploymentDurationInMinutes: 10, GrowthFactor: 50 };
    // An alarm that fires without any data.
    const outcome = await scene.deploy(aRollout(strategy, { TreatMissingData: 'breaching' }));
    expect(outcome).toMatch(/^ROLLBACK_COMPLETE: deployment 1 ended as ROLLED_BACK/);
    expect(scene.appConfig.listApplications().Items).toEqual([]);
  });
});

describe('a stack', () => {
  it('leaves nothing in the services when it is deleted', async () => {
    const scene = new ProviderScene();
    await scene.deploy(aRollout());
    expect(await scene.destroy()).toBe('DELETE_COMPLETE');
    const { appConfig, cloudWatch } = scene;
    const strategies = appConfig.listDeploymentStrategies().Items?.map(({ Name }) => Name);
    expect(appConfig.listApplications().Items).toEqual([]);
    expect(strategies).not.toContain('s');
    expect(cloudWatch.describeAlarms({}).MetricAlarms).toEqual([]);
  });

  it('cannot take the name of an alarm that somebody else made', async () => {
    const scene = new ProviderScene();
    scene.cloudWatch.putMetricAlarm({ ...ALARM, AlarmName: 'fuse' });
    expect(await scene.deploy(aRollout())).toContain('fuse already exists');
    expect(scene.cloudWatch.describeAlarms({}).MetricAlarms).toHaveLength(1);
  });
});

describe('a function', () => {
  it('runs the bytes that were uploaded, and goes back to defaults that the template no longer overrides', async () => {
    const scene = new ProviderScene();
    scene.uploads.set('assets/one', aZip('return process.env.WORD ?? "nothing";'));
    scene.uploads.set('assets/two', aZip('return "new " + (process.env.WORD ?? "nothing");'));
    const aStack = (S3Key: string, more: object): Resources => ({
      F: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'f',
          Code: { S3Bucket: 'assets', S3Key },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: 'arn:aws:iam::123456789012:role/r',
          ...more,
        },
      },
    });
    await scene.deploy(aStack('one', { Environment: { Variables: { WORD: 'word' } }, Timeout: 20 }));
    expect(await scene.functions.invoke('f', {})).toBe('word');
    await scene.deploy(aStack('two', {}));
    expect(await scene.functions.invoke('f', {})).toBe('new nothing');
    expect(scene.functions.get('f').Timeout).toBe(3);
  });
});

/** A function whose code was uploaded. */
function aFunctionOf(scene: ProviderScene, body: string): Resources {
  scene.uploads.set('assets/code', aZip(body));
  const code = { S3Bucket: 'assets', S3Key: 'code' };
  const Properties = { FunctionName: 'f', Code: code, Handler: 'index.handler', Runtime: 'nodejs24.x' };
  const Role = 'arn:aws:iam::123456789012:role/r';
  return { F: { Type: 'AWS::Lambda::Function', Properties: { ...Properties, Role } } };
}

describe('a secret', () => {
  it('is generated at the length that the template asks for, and rotated as it says', async () => {
    const scene = new ProviderScene();
    const GenerateSecretString = { PasswordLength: 64, ExcludePunctuation: true };
    const outcome = await scene.deploy({
      ...aFunctionOf(scene, 'return {};'),
      Key: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'key', GenerateSecretString } },
      Schedule: {
        Type: 'AWS::SecretsManager::RotationSchedule',
        Properties: {
          ...{ SecretId: ref('Key'), RotationLambdaARN: { 'Fn::GetAtt': ['F', 'Arn'] } },
          ...{ RotationRules: { AutomaticallyAfterDays: 90 }, RotateImmediatelyOnUpdate: false },
        },
      },
    });
    expect(outcome).toBe('CREATE_COMPLETE');
    const { secretsManager } = scene;
    const { SecretString } = secretsManager.getSecretValue({ SecretId: 'key' });
    expect(SecretString).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(secretsManager.describeSecret({ SecretId: 'key' })).toMatchObject({
      RotationEnabled: true,
      RotationRules: { AutomaticallyAfterDays: 90 },
    });
    expect(await scene.destroy()).toBe('DELETE_COMPLETE');
    expect(() => secretsManager.describeSecret({ SecretId: 'key' })).toThrow('there is no secret key');
  });
});

describe('a table', () => {
  it('forgets items by the attribute that the template names', async () => {
    const scene = new ProviderScene();
    const outcome = await scene.deploy({
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'counted',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
          TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
        },
      },
    });
    expect(outcome).toBe('CREATE_COMPLETE');
    const expiration = { N: String(Math.ceil(scene.clock.now() / 1000) + 60) };
    const TableName = 'counted';
    scene.dynamoDb.putItem({ TableName, Item: { id: { S: 'a' }, expiration } });
    const found = () => scene.dynamoDb.getItem({ TableName, Key: { id: { S: 'a' } } }).Item;
    expect(found()).toMatchObject({ id: { S: 'a' } });
    scene.clock.advance(49 * 3_600_000);
    expect(found()).toBeUndefined();
  });
});

describe('a queue', () => {
  it('hands its messages to the function that the template maps it to', async () => {
    const scene = new ProviderScene();
    const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
    const RedrivePolicy = { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 3 };
    const outcome = await scene.deploy({
      ...aFunctionOf(scene, 'console.log(event.Records[0].body, event.Records[0].eventSourceARN);'),
      Dead: { Type: 'AWS::SQS::Queue', Properties: {} },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q', RedrivePolicy } },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: arn('Queue'), FunctionName: ref('F'), BatchSize: 5 },
      },
    });
    expect(outcome).toBe('CREATE_COMPLETE');
    scene.sqs.sendMessage({ QueueUrl: 'q', MessageBody: 'an answer' });
    scene.mappings.tick();
    while (scene.metrics.length === 0) await new Promise(setImmediate);
    expect(scene.printed.join()).toContain('an answer arn:aws:sqs:us-east-1:123456789012:q');
    expect(await scene.destroy()).toBe('DELETE_COMPLETE');
    expect(() => scene.sqs.queue('q')).toThrow('there is no queue q');
  });
});

const ALARM = {
  ...({ EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold', Threshold: 1 } as const),
  ...({ Namespace: 'N', MetricName: 'M', Period: 60, Statistic: 'Sum' } as const),
};
