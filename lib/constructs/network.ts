import { Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcard } from './acknowledged-wildcard.ts';

/** Where in a VPC functions are. */
export interface Network {
  readonly vpc: IVpc;
  /**
   * Subnets; a public one leads nowhere, since functions have no public address.
   * @default - the private subnets of the VPC
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * Security groups that all functions share.
   * @default - one for each function, everything outbound
   */
  readonly securityGroups?: ISecurityGroup[];
}

const ON_ANY_RESOURCE = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
const ON_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lets Lambda connect a function to its VPC in the name of the function's role, and the function's own code do nothing of
 * the kind: `lambda:SourceFunctionArn` is only in requests that code makes.
 *
 * Source: AWS Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC": which actions, that
 * they describe only on all resources and delete only on all of an account, and to deny them to code.
 */
export function allowNetworkInterfaces(role: Role): void {
  const stack = Stack.of(role);
  const inAccount = stack.formatArn({ service: 'ec2', resource: '*', resourceName: '*' });
  role.addToPolicy(new PolicyStatement({ actions: ON_ANY_RESOURCE, resources: ['*'] }));
  role.addToPolicy(new PolicyStatement({ actions: ON_INTERFACES, resources: [inAccount] }));
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: [...ON_ANY_RESOURCE, ...ON_INTERFACES],
      resources: ['*'],
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  );
  acknowledgeWildcard(role, '*', 'EC2 describes network interfaces and subnets only to who may describe all');
  acknowledgeWildcard(
    role,
    inAccount,
    'Lambda connects the function to its VPC by network interfaces whose ids are not known before, in the name of the role; code of the function is denied it',
  );
}
