import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { acknowledgedIn, findingsIn, isOf } from '../security/nag-findings.ts';
import { stackOf } from '../security/synthesized-variant.ts';
import { VARIANTS } from '../security/variants.ts';
import { anApp } from './helpers/stage.ts';

describe.each(Object.entries(VARIANTS))('the rules of AwsSolutions in %s', (_, config) => {
  const stack = stackOf(config);

  it('find nothing that has no stated reason', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(stack);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });

  it('find all that a reason is stated for', () => {
    const findings = findingsIn(stack);
    const idle = acknowledgedIn(stack).filter((one) => !findings.some((finding) => isOf(one, finding)));
    expect(idle).toEqual([]);
  });

  it('are put up with for a reason that says something', () => {
    for (const { rule, at, reason } of acknowledgedIn(stack)) {
      expect(reason.split(' ').length, `${rule} at ${at}`).toBeGreaterThanOrEqual(6);
    }
  });
});

describe('a wildcard', () => {
  function aRole(): Role {
    const role = new Role(new Stack(anApp()), 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['appconfig:*'], resources: ['*'] }));
    return role;
  }

  it('is found where nobody gave a reason', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(aRole());
    expect(violations.map(({ ruleName }) => ruleName)).toContain('AwsSolutions-IAM5[Resource::*]');
  });

  it('is found out to be acknowledged for nothing', () => {
    const role = aRole();
    const reason = 'there is no such finding';
    Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::arn:*]', reason });
    const [acknowledged] = acknowledgedIn(role);
    expect(acknowledged).toMatchObject({
      rule: 'AwsSolutions-IAM5[Resource::arn:*]',
      at: 'Default/Role',
      reason,
    });
    const findings = findingsIn(role);
    expect(findings.length).toBeGreaterThan(0);
    expect(acknowledged && findings.filter((finding) => isOf(acknowledged, finding))).toEqual([]);
  });
});
