import { Aspects, RemovalPolicies } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnRole, ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ModelRolloutStack } from '../../../lib/model-rollout-stack.ts';
import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { anApp, aRolloutStack, aStage } from '../helpers/stage.ts';
import { propertiesOf, resourcesOf } from '../helpers/template.ts';
import '../helpers/scratch.ts';

function templateOf(change: (stack: ModelRolloutStack) => void): CloudFormationTemplate {
  const stack = aRolloutStack();
  change(stack);
  return Template.fromStack(stack).toJSON() as CloudFormationTemplate;
}

describe('the permissions boundary of the account', () => {
  function boundariesIn(template: CloudFormationTemplate): readonly string[] {
    const roles = propertiesOf<{ PermissionsBoundary: unknown }>(template, 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThanOrEqual(6);
    return roles.map((role) => JSON.stringify(role.PermissionsBoundary));
  }

  it('is that of every role', () => {
    const template = templateOf((stack) => {
      const boundary = ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'developers');
      PermissionsBoundary.of(stack).apply(boundary);
    });
    for (const boundary of boundariesIn(template)) expect(boundary).toContain(':policy/developers');
  });

  it('is that of every role where only the context of the app says so', () => {
    const app = anApp();
    app.node.setContext('@aws-cdk/core:permissionsBoundary', { name: 'developers' });
    const stack = new ModelRolloutStack(app, 'Stack', aStage());
    const template = Template.fromStack(stack).toJSON() as CloudFormationTemplate;
    for (const boundary of boundariesIn(template)) expect(boundary).toContain(':policy/developers');
  });
});

it('gives every role the path and the prefix that an aspect gives', () => {
  const template = templateOf((stack) =>
    Aspects.of(stack).add({
      visit: (node) => {
        if (!(node instanceof CfnRole)) return;
        node.path = '/apps/';
        node.roleName = `acme-${node.node.addr.slice(-8)}`;
      },
    }),
  );
  const roles = propertiesOf<{ Path: string; RoleName: string }>(template, 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThanOrEqual(6);
  for (const { Path, RoleName } of roles) expect([Path, RoleName.slice(0, 5)]).toEqual(['/apps/', 'acme-']);
  expect(new Set(roles.map(({ RoleName }) => RoleName)).size).toBe(roles.length);
});

it('retains every log when the app says so', () => {
  const template = templateOf((stack) => RemovalPolicies.of(stack).retain());
  const logs = [...resourcesOf(template, 'AWS::Logs::LogGroup').values()];
  expect(logs.length).toBeGreaterThanOrEqual(4);
  for (const log of logs) expect(log).toMatchObject({ DeletionPolicy: 'Retain' });
});
