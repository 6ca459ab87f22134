import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { type CloudFormationTemplate, synthesizeStage } from '../../lib/synthesize.ts';
import { aRolloutStack, aStage } from './helpers/stage.ts';
import { propertiesOf } from './helpers/template.ts';
import './helpers/scratch.ts';

const SENDING = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

function modesOf(template: CloudFormationTemplate): readonly (string | undefined)[] {
  const functions = propertiesOf<{ TracingConfig?: { Mode: string } }>(template, 'AWS::Lambda::Function');
  return functions.map(({ TracingConfig }) => TracingConfig?.Mode);
}

it('traces every function of a stage that asks for it, and lets each send its traces', () => {
  const { template } = synthesizeStage(aStage({ tracing: 'xray' }));
  const modes = modesOf(template);
  expect(new Set(modes)).toEqual(new Set(['Active']));
  const policies = propertiesOf<{ PolicyDocument: { Statement: { Action: unknown }[] } }>(
    template,
    'AWS::IAM::Policy',
  );
  const sending = policies.filter(({ PolicyDocument: { Statement } }) =>
    Statement.some(({ Action }) => SENDING.every((action) => [Action].flat().includes(action))),
  );
  expect(sending).toHaveLength(modes.length);
});

it('says to cdk-nag why sending traces names no resource', () => {
  const { violations } = new AwsSolutionsChecks().validateScope(aRolloutStack({ tracing: 'xray' }));
  expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
});

it.each([{}, { tracing: 'off' } as const])('allows and does nothing of the kind otherwise: %j', (changes) => {
  const { template } = synthesizeStage(aStage(changes));
  expect(new Set(modesOf(template))).toEqual(new Set([undefined]));
  expect(JSON.stringify(template)).not.toContain('xray:');
});
