import { type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, it } from 'vitest';
import { synthesizedBeside, synthesizedStage } from '../helpers/rollout-app.ts';
import { aRolloutStack } from '../helpers/stage.ts';
import { actionsOf, statementsByRole } from '../helpers/statements.ts';
import { propertiesOf, resolveRefs, resourcesOf } from '../helpers/template.ts';
import '../helpers/scratch.ts';

const IDS = { vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };
const NETWORK_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

const inVpc = synthesizedStage({ network: IDS });
const roles = [...statementsByRole(inVpc)].filter(([role]) => role.includes('HandlerRole'));

describe('a stage in a VPC', () => {
  it('has all of its functions there', () => {
    const places = propertiesOf<{ VpcConfig: unknown }>(inVpc, 'AWS::Lambda::Function').map(
      ({ VpcConfig }) => VpcConfig,
    );
    expect(places).toEqual(
      Array(4).fill({ SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] }),
    );
  });

  it('lets Lambda connect each of them, in its own account and region', () => {
    expect(roles).toHaveLength(4);
    for (const [, statements] of roles) {
      const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
      expect(actionsOf(allowed, 'ec2')).toEqual(NETWORK_ACTIONS);
      const [interfaces] = allowed.filter(({ Action }) => Action.includes('ec2:CreateNetworkInterface'));
      expect(interfaces?.Resource).toBe('arn:aws:ec2:us-east-1:123456789012:*/*');
    }
  });

  it('denies the same to the code that runs there', () => {
    for (const [, statements] of roles) {
      const denied = statements.filter(({ Effect }) => Effect === 'Deny');
      expect(denied).toEqual([
        expect.objectContaining({
          Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
          Resource: '*',
        }),
      ]);
      expect(actionsOf(denied, 'ec2')).toEqual(NETWORK_ACTIONS);
    }
  });

  it('differs in nothing else from one that is in none', () => {
    const bare = synthesizedStage({});
    expect(Object.keys(inVpc.Resources)).toEqual(Object.keys(bare.Resources));
    for (const type of ['AWS::AppConfig::Environment', 'AWS::CloudWatch::Alarm', 'AWS::Lambda::Url']) {
      expect(propertiesOf(inVpc, type)).toEqual(propertiesOf(bare, type));
    }
  });

  it('warns of nothing', () => {
    const { node } = aRolloutStack({ network: IDS });
    expect(
      node.findAll().flatMap((one) => one.node.metadata.filter(({ type }) => type === 'aws:cdk:warning')),
    ).toEqual([]);
  });

  it('takes the constructs of the same app, with a security group for each function', () => {
    const { stage } = synthesizedBeside((other) => {
      const subnetConfiguration = [{ name: 'inside', subnetType: SubnetType.PRIVATE_ISOLATED }];
      const vpc = new Vpc(other, 'Vpc', { subnetConfiguration, natGateways: 0 });
      return { network: { vpc: vpc as IVpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED } } };
    });
    const groups = propertiesOf<{ VpcConfig: { SecurityGroupIds: unknown[] } }>(
      stage,
      'AWS::Lambda::Function',
    )
      .flatMap(({ VpcConfig }) => VpcConfig.SecurityGroupIds)
      .map((group) => JSON.stringify(resolveRefs(group)));
    expect(new Set(groups).size).toBe(4);
    expect(resourcesOf(stage, 'AWS::EC2::SecurityGroup').size).toBe(4);
  });

  it.each(['subnetIds', 'securityGroupIds'])('is refused without any of its %s', (prop) => {
    expect(() => aRolloutStack({ network: { ...IDS, [prop]: [] } })).toThrow(
      `network.${prop} is empty, but Lambda needs at least one`,
    );
  });
});
