import { Validations } from 'aws-cdk-lib';
import { Environment, type IApplication, Monitor } from 'aws-cdk-lib/aws-appconfig';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { monitorsProblem } from '../safety/monitor-checks.ts';

export interface MonitoredEnvironmentProps {
  readonly application: IApplication;
  readonly environmentName: string;
  /** Alarms that take a deployment back; may be empty. */
  readonly alarms: readonly IAlarm[];
}

/**
 * An AppConfig environment whose deployments are watched by alarms, through one role that sees their state.
 *
 * @throws when there are more alarms than AppConfig takes.
 */
export function createMonitoredEnvironment(
  scope: Construct,
  id: string,
  { application, environmentName, alarms }: MonitoredEnvironmentProps,
): Environment {
  const problem = monitorsProblem(alarms.length);
  if (problem !== undefined) throw new Error(problem);
  if (alarms.length === 0) return new Environment(scope, id, { application, environmentName });
  const role = createMonitorRole(scope);
  const monitors = alarms.map((alarm) => Monitor.fromCloudWatchAlarm(alarm, role));
  const environment = new Environment(scope, id, { application, environmentName, monitors });
  environment.node.addDependency(role);
  return environment;
}

function createMonitorRole(scope: Construct): Role {
  const role = new Role(scope, 'MonitorRole', {
    assumedBy: new ServicePrincipal('appconfig.amazonaws.com'),
    description: 'Lets AppConfig see the state of the alarms during a deployment',
  });
  role.addToPolicy(new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'AppConfig documents cloudwatch:DescribeAlarms on all resources for its monitors; the role reads alarms and nothing else',
  });
  return role;
}
