import { ACCOUNT } from '../../local/account.ts';
import type { Call } from './permission.ts';

/** Properties of a function that make Lambda do something in the name of its role. */
export interface HostedProperties {
  /** The reference's logical id stands for the group: its ARN has `.Arn` after it. */
  readonly LoggingConfig: { readonly LogGroup: { readonly Ref: string } };
  readonly VpcConfig?: object;
  readonly TracingConfig?: { readonly Mode: string };
}

const INTERFACE = [`arn:aws:ec2:${ACCOUNT.region}:${ACCOUNT.id}:network-interface/eni-1`];

/** AWS Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC". */
const IN_A_VPC: readonly Call[] = [
  { action: 'ec2:CreateNetworkInterface', resources: INTERFACE },
  { action: 'ec2:DescribeNetworkInterfaces', resources: ['*'] },
  { action: 'ec2:DescribeSubnets', resources: ['*'] },
  { action: 'ec2:DeleteNetworkInterface', resources: INTERFACE },
  { action: 'ec2:AssignPrivateIpAddresses', resources: INTERFACE },
  { action: 'ec2:UnassignPrivateIpAddresses', resources: INTERFACE },
];

/** AWS Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray". */
const TRACED: readonly Call[] = [
  { action: 'xray:PutTraceSegments', resources: ['*'] },
  { action: 'xray:PutTelemetryRecords', resources: ['*'] },
];

/** What Lambda does in the name of a function's role when the function is called: it never goes through an SDK of ours. */
export function lambdaCalls({ LoggingConfig, VpcConfig, TracingConfig }: HostedProperties): readonly Call[] {
  const resources = [`${LoggingConfig.LogGroup.Ref}.Arn`];
  const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resources }));
  return [
    ...logs,
    ...(VpcConfig === undefined ? [] : IN_A_VPC),
    ...(TracingConfig?.Mode === 'Active' ? TRACED : []),
  ];
}

/** AWS AppConfig User Guide, "Data encryption at rest for AWS AppConfig". */
const BEHIND: Readonly<Record<string, readonly string[]>> = {
  'appconfig:GetLatestConfiguration': ['kms:Decrypt'],
  'appconfig:GetHostedConfigurationVersion': ['kms:Decrypt'],
  'appconfig:CreateHostedConfigurationVersion': ['kms:GenerateDataKey'],
  'appconfig:StartDeployment': ['kms:Decrypt', 'kms:GenerateDataKey'],
  // Amazon SQS Developer Guide, "Key management": who sends and who receives.
  'sqs:SendMessage': ['kms:Decrypt', 'kms:GenerateDataKey'],
  'sqs:ReceiveMessage': ['kms:Decrypt'],
};

/** What AppConfig and SQS ask of KMS in the caller's name, where what they keep is encrypted with a key. */
export function keyCalls({ action, context }: Call, keyArn: string | undefined): readonly Call[] {
  if (keyArn === undefined) return [];
  return (BEHIND[action] ?? []).map((behind) => ({
    ...{ action: behind, resources: [keyArn] },
    ...(context && { context }),
  }));
}
