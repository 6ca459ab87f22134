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
  allow(looker, ['cloudwatch:GetMetricData'], ['*']);
  allow(looker, ['appconfig:ListDeployments'], [application, environment]);
  allow(looker, ['appconfig:GetHostedConfigurationVersion'], [application, profile, versions]);
  acknowledge(
    looker,
    '*',
    'CloudWatch gives metrics, and composite alarms, only to who may read all of them',
  );
  acknowledge(looker, versions, 'the rollout may be of any version of this one profile; they are read');
}

/**
 * Lets a function take a rollout back: heed alarms and the operator's word, revert, and kill at once. A kill must not be
 * taken back by the monitor that called for it, so the function may disable the actions of monitors, notes in tags of
 * the environment which they are, and enables them again.
 */
export function allowTakingBack(watch: BundledFunction, flags: ModelFlags): void {
  const { application, environment, profile, strategy, deployments } = resourcesOf(flags);
  allow(
    watch,
    ['appconfig:GetDeployment', 'appconfig:StopDeployment'],
    [application, environment, deployments],
  );
  allow(
    watch,
    ['appconfig:ListHostedConfigurationVersions', 'appconfig:CreateHostedConfigurationVersion'],
    [application, profile],
  );
  allow(watch, ['appconfig:StartDeployment'], [application, environment, profile, strategy]);
  allow(watch, ['appconfig:ListTagsForResource'], [environment, deployments]);
  allow(watch, ['appconfig:GetEnvironment'], [application, environment]);
  allow(watch, ['appconfig:TagResource', 'appconfig:UntagResource'], [environment]);
  // Composite alarms, which may be monitors too, are described only to who may describe all.
  allow(watch, ['cloudwatch:DescribeAlarms'], ['*']);
  const monitors = flags.monitors.map((alarm) => alarm.alarmArn);
  const silence = ['cloudwatch:DisableAlarmActions', 'cloudwatch:EnableAlarmActions'];
  if (monitors.length > 0) allow(watch, silence, monitors);
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

function allow(to: BundledFunction, actions: readonly string[], resources: readonly string[]): void {
  to.function.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
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
