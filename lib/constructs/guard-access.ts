import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { BundledFunction } from './bundled-function.ts';
import type { ModelFlags } from './model-flags.ts';

/** ARNs that a statement names, by the resource types of AWS's Service Authorization Reference. */
interface Resources {
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
  readonly strategy: string;
  /** Of the environment. Deployments are numbered as they are made. */
  readonly deployments: string;
  /** Of the profile. Versions are numbered as they are stored. */
  readonly versions: string;
}

/** Lets a function look: at the history of the environment, the documents deployed to it, and metrics. */
export function allowLooking(looker: BundledFunction, flags: ModelFlags): void {
  const { application, environment, profile, versions } = resourcesOf(flags);
  allow(looker, 'cloudwatch:GetMetricData', ['*']);
  allow(looker, 'appconfig:ListDeployments', [application, environment]);
  allow(looker, 'appconfig:GetHostedConfigurationVersion', [application, profile, versions]);
  acknowledge(looker, '*', 'CloudWatch has no resource for its metrics; the function reads them');
  acknowledge(looker, versions, 'the rollout may be of any version of this one profile; they are read');
}

/** Lets a function take a rollout back: heed alarms and the operator's word, revert, and kill at once. */
export function allowTakingBack(
  watch: BundledFunction,
  flags: ModelFlags,
  alarmArns: readonly string[],
): void {
  const { application, environment, profile, strategy, deployments } = resourcesOf(flags);
  // Without a wildcard: that is needed for composite alarms only.
  if (alarmArns.length > 0) allow(watch, 'cloudwatch:DescribeAlarms', alarmArns);
  allow(watch, 'appconfig:ListTagsForResource', [deployments]);
  allow(watch, 'appconfig:StopDeployment', [application, environment, deployments]);
  allow(watch, 'appconfig:CreateHostedConfigurationVersion', [application, profile]);
  allow(watch, 'appconfig:StartDeployment', [application, environment, profile, strategy]);
  acknowledge(watch, deployments, 'the rollout may be any deployment of this one environment');
}

function resourcesOf({ application, environment, flags, atOnceStrategy }: ModelFlags): Resources {
  return {
    application: application.applicationArn,
    environment: environment.environmentArn,
    profile: flags.profileArn,
    strategy: atOnceStrategy.deploymentStrategyArn,
    deployments: `${environment.environmentArn}/deployment/*`,
    versions: `${flags.profileArn}/hostedconfigurationversion/*`,
  };
}

function allow(to: BundledFunction, action: string, resources: readonly string[]): void {
  to.function.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [...resources] }));
}

/** Tells cdk-nag why a resource may end in a wildcard. */
function acknowledge(to: BundledFunction, resource: string, reason: string): void {
  Validations.of(to).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flattened(to, resource)}]`, reason });
}

/** An ARN as cdk-nag names it in its findings: references in angle brackets. */
function flattened(scope: BundledFunction, arn: string): string {
  const resolved: unknown = Stack.of(scope).resolve(arn);
  if (typeof resolved === 'string') return resolved;
  const { 'Fn::Join': join } = resolved as { 'Fn::Join': [string, ({ Ref: string } | string)[]] };
  return join[1].map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join(join[0]);
}
