import { Duration, SecretValue, Stack, Tags } from 'aws-cdk-lib';
import type { CfnDeployment } from 'aws-cdk-lib/aws-appconfig';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type CfnPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { STAGES } from '../../../config/stages.ts';
import { RolloutAlarms } from '../../../lib/constructs/rollout-alarms.ts';
import { readDocuments } from '../../../lib/document-sources.ts';
import type { SynthCheck } from '../../../lib/safety/synth-check.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';
import { anEvaluation } from '../helpers/evaluation.ts';
import { someFlags } from '../helpers/stage.ts';
import { aFunction, alsoDeployed, aMonitor, anInference, aWholeStage, flagsWatchedBy } from './trees.ts';

const DOCUMENTS = readDocuments(STAGES.prod.firstVersion);

/** What synthesis is given to have each check speak. */
export const PROVOCATIONS: Readonly<Record<SynthCheck, (stack: Stack) => void>> = {
  'props-refused': (stack) => {
    const misspelt = { gaurd: { guardrails: [{ metric: 'errors', tolerance: 1.1 }] } };
    aWholeStage(stack, misspelt as Partial<StageConfig>);
  },
  'out-of-range': (stack) => someFlags({ pollInterval: Duration.seconds(5) }, stack),
  'strategy-out-of-range': (stack) => someFlags({ growthPercent: 0 }, stack),
  'no-bake-in-production': (stack) => someFlags({ bakeTime: Duration.minutes(0), production: true }, stack),
  'too-many-monitors': (stack) => {
    const monitors = Array.from({ length: 6 }, (_, at) => aMonitor(stack, {}, `Alarm${at}`));
    someFlags({ monitors }, stack);
  },
  'actions-disabled': (stack) => flagsWatchedBy(stack, { actionsEnabled: false }),
  'document-refused': (stack) => {
    const flags = { flag: 'inference_model', default: 4, permanent: true, allowed: ['claude-3-haiku'] };
    someFlags({ firstVersion: { ...DOCUMENTS, flags } }, stack);
  },
  'flag-overdue': (stack) => {
    stack.node.setContext('model-rollout:today', '2027-04-01');
    const flag = { flag: 'response_format', default: 'text', owner: 'ml-platform', cleanup_by: '2027-03-31' };
    someFlags({ firstVersion: { ...DOCUMENTS, flags: { version: 1, flags: [flag] } } }, stack);
  },
  'gate-in-safe-default': (stack) => {
    const rules = [{ name: 'canary', condition: { rollout_percentage: 10 }, value: 'claude-sonnet-4-6' }];
    const flag = { flag: 'inference_model', default: 'claude-3-haiku', permanent: true, rules };
    anInference(stack, { safeDefault: { ...DOCUMENTS, flags: { version: 1, flags: [flag] } } });
  },
  'not-in-catalogue': (stack) => {
    const { 'claude-3-haiku': haiku, 'claude-sonnet-4-6': sonnet } = STAGES.prod.models;
    aWholeStage(stack, { models: { 'claude-3-haiku': haiku!, 'claude-sonnet-4-6': sonnet! } });
  },
  'models-refused': (stack) => {
    const haiku = { foundationModel: '', inputUsdPerMillion: 1, outputUsdPerMillion: 1 };
    anInference(stack, { models: { ...STAGES.prod.models, 'claude-3-haiku': haiku } });
  },
  'model-without-permission': (stack) => {
    const role = anInference(stack).function.role as Role;
    (role.node.findChild('DefaultPolicy').node.defaultChild as CfnPolicy).addPropertyOverride(
      'PolicyDocument.Statement',
      [{ Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: '*/anthropic.claude-3-haiku-*' }],
    );
  },
  'short-function-timeout': (stack) => {
    const lambda = anInference(stack).function.node.defaultChild as CfnFunction;
    lambda.timeout = 45;
  },
  'agent-layer-unknown': (stack) => {
    const far = new Stack(stack, 'Far', { env: { region: 'mars-north-1' } });
    someFlags({}, far).grantRead(aFunction(far));
  },
  'agent-too-old': (stack) => {
    const layerVersionArn = 'arn:aws:lambda:us-east-1:027255383542:layer:AWS-AppConfig-Extension:128';
    someFlags({ agentLayer: { layerVersionArn, agentVersion: '2.0.358' } }, stack);
  },
  'reads-twice': (stack) => {
    const [flags, reader] = [someFlags({}, stack), aFunction(stack)];
    flags.grantRead(reader);
    flags.grantRead(reader);
  },
  'guard-refused': (stack) => {
    const guard = { guardrails: [{ metric: 'errors', tolerance: 0.5 }] };
    new RolloutAlarms(stack, 'Alarms', { service: 'shop', stage: 'test', guard });
  },
  'outcomes-refused': (stack) => {
    aWholeStage(stack, { outcomes: { 'task completed': { direction: 'up' } } });
  },
  'comparison-refused': (stack) => {
    aWholeStage(stack, { comparison: { independence: 'sessions' } } as unknown as Partial<StageConfig>);
  },
  'evaluation-refused': (stack) => {
    const judge = { foundationModel: 'anthropic.claude-3-haiku-20240307-v1:0' };
    aWholeStage(stack, { evaluation: anEvaluation({ judge }) });
  },
  'provider-refused': (stack) => void anInference(stack, { provider: 'launchdarkly' }),
  'sdk-key-in-template': (stack) => {
    const secretStringValue = SecretValue.unsafePlainText('sdk-01234567-89ab-cdef-0123-456789abcdef');
    // The CDK's own classes do not suit its interfaces where `undefined` is told from absent.
    const sdkKeySecret = new Secret(stack, 'Secret', { secretStringValue }) as ISecret;
    anInference(stack, { provider: 'launchdarkly', launchDarkly: { sdkKeySecret } });
  },
  'circular-reader': (stack) => {
    const [flags, reader] = [someFlags({}, stack), aFunction(stack)];
    flags.grantRead(reader);
    reader.node.addDependency(flags.flags);
  },
  'no-function-urls': (stack) => {
    anInference(new Stack(stack, 'Far', { env: { region: 'cn-north-1' } }));
  },
  'name-refused': (stack) => someFlags({ applicationName: `shop-${'x'.repeat(60)}` }, stack),
  'name-taken': (stack) => {
    someFlags({}, stack);
    someFlags({}, new Stack(stack, 'Other', { env: { region: 'us-east-1' } }));
  },
  'first-version-changed': (stack) => someFlags({ firstVersionDigest: '0123456789abcdef' }, stack),
  'deployment-tags': (stack) => {
    const { node } = someFlags({}, stack).flags;
    const deployment = node.findChild('FirstDeployment') as CfnDeployment;
    deployment.addPropertyOverride('Tags', [{ Key: 'commit', Value: '4f3efd4' }]);
  },
  'foreign-deployment-tags': (stack) => {
    const flags = someFlags({}, stack);
    Tags.of(alsoDeployed(stack, flags, flags.atOnceStrategy.deploymentStrategyId)).add('commit', '4f3efd4');
  },
  'first-deployment-race': (stack) => alsoDeployed(stack, flagsWatchedBy(stack, {}), 'AppConfig.AllAtOnce'),
  'missing-data': (stack) => flagsWatchedBy(stack, { treatMissingData: TreatMissingData.MISSING }),
  'short-step': (stack) => flagsWatchedBy(stack, { evaluationPeriods: 5 }),
  'short-bake': (stack) => flagsWatchedBy(stack, { evaluationPeriods: 2 }, { bakeTime: Duration.minutes(1) }),
  'no-bake': (stack) => someFlags({ bakeTime: Duration.minutes(0) }, stack),
  'unseen-permission': (stack) => {
    const lambda = anInference(stack).function.node.defaultChild as CfnFunction;
    lambda.role = Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::123456789012:role/given').roleArn;
  },
  undetectable: (stack) => {
    const effects = { errors: { baseRate: 0.005, ratio: 2 } };
    const expected = { requestsPerMinute: 100, gatePercentage: 50, effects };
    aWholeStage(stack, { guard: { guardrails: [{ metric: 'errors', tolerance: 1.1 }], expected } });
  },
  'cleanup-soon': (stack) => {
    stack.node.setContext('model-rollout:today', '2027-03-24');
    const flag = { flag: 'response_format', default: 'text', owner: 'ml-platform', cleanup_by: '2027-03-31' };
    someFlags({ firstVersion: { ...DOCUMENTS, flags: { version: 1, flags: [flag] } } }, stack);
  },
  'imported-key': (stack) => {
    const arn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    someFlags({ encryptionKey: Key.fromKeyArn(stack, 'Key', arn) }, stack);
  },
  'no-way-to-launchdarkly': (stack) => {
    const subnetConfiguration = [{ name: 'Inside', subnetType: SubnetType.PRIVATE_ISOLATED }];
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0, subnetConfiguration }) as IVpc;
    const sdkKeySecret = Secret.fromSecretNameV2(stack, 'Secret', 'prod/launchdarkly');
    anInference(stack, { provider: 'launchdarkly', launchDarkly: { sdkKeySecret }, network: { vpc } });
  },
  'unnamed-candidates': (stack) => {
    const launchDarkly = { sdkKeySecret: 'prod/launchdarkly' };
    aWholeStage(stack, { provider: 'launchdarkly', launchDarkly, guard: GUARD });
  },
};

const GUARD = { guardrails: [{ metric: 'errors', tolerance: 1.1 }] } as const;
