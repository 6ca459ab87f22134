import { Annotations } from 'aws-cdk-lib';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Network } from './constructs/network.ts';

/** A place in a VPC that exists already, by ids. */
export interface NetworkIds {
  readonly vpcId: string;
  /** Private subnets, one for each Availability Zone that functions shall run in. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** The place that ids stand for; any other is as it was. */
export function stageNetwork(scope: Construct, network: Network | NetworkIds): Network {
  if (!('vpcId' in network)) return network;
  const { vpcId, subnetIds, securityGroupIds } = network;
  requireIds('subnetIds', subnetIds);
  requireIds('securityGroupIds', securityGroupIds);
  const subnets = subnetIds.map((id, at) => {
    const subnet = Subnet.fromSubnetId(scope, `Subnet${at}`, id);
    // Nobody asks for the route table here.
    Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId');
    return subnet;
  });
  return {
    // Nobody asks for the zones here, but the CDK divides by their number.
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones: ['unknown'] }),
    vpcSubnets: { subnets },
    securityGroups: securityGroupIds.map((id, at) =>
      SecurityGroup.fromSecurityGroupId(scope, `SecurityGroup${at}`, id, { mutable: false }),
    ),
  };
}

function requireIds(prop: string, ids: readonly string[]): void {
  if (ids.length > 0) return;
  throw new Error(`network.${prop} is empty, but Lambda needs at least one: list them, or leave out network`);
}
