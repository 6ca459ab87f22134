import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SILENCED_TAGS } from '../../lambda/contract.ts';
import type { FlagProvider } from '../flag-providers.ts';
import { acknowledgeWildcard } from './acknowledged-wildcard.ts';
import type { BundledFunction } from './bundled-function.ts';
import { READ_DOCUMENT, WRITE_DOCUMENT } from './encryption.ts';
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
  flags.encryptionKey?.grant(looker.function, ...READ_DOCUMENT);
  acknowledgeWildcard(
    looker,
    '*',
    'CloudWatch gives metrics, and composite alarms, only to who may read all of them',
  );
  acknowledgeWildcard(
    looker,
    versions,
    'the rollout may be of any version of this one profile; they are read',
  );
}

/**
 * Lets a function take a rollout back: heed alarms and the operator's word, revert, and kill at once. A kill must not be
 * taken back by the monitor that called for it, so the function may disable the actions of monitors, notes in tags of
 * the environment which they are, and enables them again.
 *
 * @param provider who decides: what LaunchDarkly serves cannot be reverted, so the function may revert nothing.
 */
export function allowTakingBack(watch: BundledFunction, flags: ModelFlags, provider?: FlagProvider): void {
  const { application, environment, profile, strategy, deployments } = resourcesOf(flags);
  const revert = provider === 'launchdarkly' ? [] : ['appconfig:StopDeployment'];
  allow(watch, ['appconfig:GetDeployment', ...revert], [application, environment, deployments]);
  allow(
    watch,
    ['appconfig:ListHostedConfigurationVersions', 'appconfig:CreateHostedConfigurationVersion'],
    [application, profile],
  );
  allow(watch, ['appconfig:StartDeployment'], [application, environment, profile, strategy]);
  flags.encryptionKey?.grant(watch.function, ...WRITE_DOCUMENT);
  allow(watch, ['appconfig:ListTagsForResource'], [environment, deployments]);
  allow(watch, ['appconfig:GetEnvironment'], [application, environment]);
  watch.function.addToRolePolicy(
    new PolicyStatement({
      actions: ['appconfig:TagResource', 'appconfig:UntagResource'],
      resources: [environment],
      // By other tags of the environment somebody's access may be decided.
      conditions: { 'ForAllValues:StringLike': { 'aws:TagKeys': [`${SILENCED_TAGS}*`] } },
    }),
  );
  // Composite alarms, which may be monitors too, are described only to who may describe all.
  allow(watch, ['cloudwatch:DescribeAlarms'], ['*']);
  const monitors = flags.monitors.map((alarm) => alarm.alarmArn);
  const silence = ['cloudwatch:DisableAlarmActions', 'cloudwatch:EnableAlarmActions'];
  if (monitors.length > 0) allow(watch, silence, monitors);
  acknowledgeWildcard(watch, deployments, 'the rollout may be any deployment of this one environment');
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
