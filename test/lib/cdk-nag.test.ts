import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { ModelRolloutStack } from '../../lib/model-rollout-stack.ts';
import { anApp, aRolloutStack } from './helpers/stage.ts';

function findings(stack: Stack): readonly string[] {
  return new AwsSolutionsChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName);
}

it.each(Object.values(STAGES))(
  'leaves no finding of AwsSolutions in $stage without a stated reason',
  (stage) => {
    expect(findings(aRolloutStack({ ...stage, knowledgeBaseId: 'KB12345678' }))).toEqual([]);
  },
);

it('leaves none with a guard that compares means, or with none', () => {
  const { guard: _, ...unguarded } = STAGES.prod;
  const means = { guardrails: [{ metric: 'latency_ms', tolerance: 1.1 }] };
  for (const stage of [unguarded, { ...STAGES.prod, guard: means }]) {
    expect(findings(new ModelRolloutStack(anApp(), 'Stack', stage))).toEqual([]);
  }
});

it('notices a wildcard that nobody gave a reason for', () => {
  const stack = new Stack(anApp());
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['appconfig:*'], resources: ['*'] }));
  expect(findings(stack)).toContain('AwsSolutions-IAM5[Resource::*]');
});
