import { Stack } from 'aws-cdk-lib';
import { CfnApplication } from 'aws-cdk-lib/aws-appconfig';
import type { Finding } from './synth-check.ts';

/**
 * Refuses two applications of one name in an account and Region, in any stage of the app: the command line finds flags by
 * name, and strategies, the guard's extension and alarms are named after the application.
 */
export function takenNames(application: CfnApplication): readonly Finding[] {
  const { environment } = Stack.of(application);
  const others = application.node.root.node
    .findAll()
    .filter((one) => one instanceof CfnApplication)
    .filter((one) => one !== application && one.name === application.name)
    .filter((one) => Stack.of(one).environment === environment);
  return others.map((other) => ({
    check: 'name-taken',
    message: `application ${application.node.path} has the name ${application.name}, but ${other.node.path} has it too, in the same account and region: give one of them another service or stage`,
  }));
}
