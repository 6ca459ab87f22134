import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { resolveRefs, resourcesOf } from './template.ts';

/** A statement of a policy, with references as the ids they name. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** What every role of a template may do by policies of its own: logical id → statements. */
export function statementsByRole(
  template: CloudFormationTemplate,
): ReadonlyMap<string, readonly Statement[]> {
  const byRole = new Map<string, Statement[]>();
  for (const { Properties } of resourcesOf(template, 'AWS::IAM::Policy').values()) {
    const { Roles, PolicyDocument } = resolveRefs(Properties) as {
      Roles: string[];
      PolicyDocument: { Statement: Statement[] };
    };
    for (const role of Roles) byRole.set(role, [...(byRole.get(role) ?? []), ...PolicyDocument.Statement]);
  }
  return byRole;
}

/** Actions of one service in statements, sorted. */
export function actionsOf(statements: readonly Statement[], service: string): readonly string[] {
  return statements
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith(`${service}:`))
    .toSorted();
}
