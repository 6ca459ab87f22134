import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { aRolloutStack } from './helpers/stage.ts';
import './helpers/scratch.ts';

it('puts every function into a VPC that is given by ids', () => {
  const network = {
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    securityGroupIds: ['sg-0123456789abcdef0'],
  };
  const functions = Template.fromStack(aRolloutStack({ network })).findResources('AWS::Lambda::Function');
  expect(Object.keys(functions).length).toBeGreaterThanOrEqual(4);
  for (const { Properties } of Object.values(functions)) {
    expect(Properties.VpcConfig).toEqual({
      SubnetIds: network.subnetIds,
      SecurityGroupIds: network.securityGroupIds,
    });
  }
});
