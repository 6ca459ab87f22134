import { Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { accessOf, allows, arnText } from './iam-statements.ts';
import type { Finding } from './synth-check.ts';

/**
 * Refuses a function whose role does not allow what its models need: a role that was put in place of ours, or a policy
 * that was changed. Of a role that is not of this app it is only warned, since nobody can see it here.
 *
 * @param needed statements that the models ask for; their conditions are not compared.
 */
export function modelPermissionFindings(
  caller: LambdaFunction,
  needed: readonly PolicyStatement[],
): readonly Finding[] {
  const resource = caller.node.defaultChild;
  if (!(resource instanceof CfnFunction)) return [];
  const { statements, isPartial } = accessOf(resource);
  const missing = needed
    .flatMap((one) => one.actions.flatMap((action) => one.resources.map((arn) => ({ action, arn }))))
    .map(({ action, arn }) => ({ action, arn: arnText(Stack.of(caller).resolve(arn)) }))
    .filter(({ action, arn }) => !allows(statements, action, arn))
    .map(({ action, arn }) => `${action} on ${resourcePart(arn)}`);
  if (missing.length === 0) return [];
  const what = [...new Set(missing)].join(' and ');
  return isPartial
    ? [
        {
          check: 'unseen-permission',
          message: `the role of function ${caller.node.path} is not all of this app, and what is does not allow ${what}: check that its policies do, or its models answer with AccessDeniedException`,
        },
      ]
    : [
        {
          check: 'model-without-permission',
          message: `the role of function ${caller.node.path} does not allow ${what}, which its catalogue needs: allow it, or take the model out of models`,
        },
      ];
}

/** What an ARN names, without partition, region and account. */
function resourcePart(arn: string): string {
  return arn.split(':').slice(5).join(':');
}
