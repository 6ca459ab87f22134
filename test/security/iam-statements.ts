import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { listOf, nameOf, readable, rolesOf, type TemplateStatement } from './iam-template.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Resources that say themselves who may use them, and how that is found in their properties. */
const RESOURCE_POLICIES: Readonly<Record<string, (properties: Properties) => unknown>> = {
  'AWS::Lambda::Permission': readable,
  'AWS::Lambda::Url': ({ AuthType, TargetFunctionArn }) => readable({ AuthType, TargetFunctionArn }),
  'AWS::SNS::TopicPolicy': ({ PolicyDocument }) => permissionsIn(PolicyDocument),
  'AWS::KMS::Key': ({ KeyPolicy }) => permissionsIn(KeyPolicy),
};

/** Every permission that a template gives, as text fit to be compared and read: one line changes with one permission. */
export function iamStatements(template: CloudFormationTemplate): string {
  const roles = rolesOf(template).map(({ id, trust, statements, elsewhere }) => [
    nameOf(id),
    {
      assumedBy: trust.map(statement),
      allows: inOrder(statements),
      ...(elsewhere.length > 0 && { elsewhere: elsewhere.map(readable) }),
    },
  ]);
  const policies = Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const policy = RESOURCE_POLICIES[Type]?.(Properties);
    return policy === undefined ? [] : [[nameOf(id), policy]];
  });
  const all = { roles: Object.fromEntries(roles), resourcePolicies: Object.fromEntries(policies) };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function permissionsIn(document: unknown): readonly object[] {
  return inOrder((document as { readonly Statement: readonly TemplateStatement[] }).Statement);
}

/** The order of statements means nothing, and the CDK's depends on the order of grants. */
function inOrder(statements: readonly TemplateStatement[]): readonly object[] {
  return statements.map(statement).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** To allow goes without saying. */
function statement({ Effect, Action, Resource, ...rest }: TemplateStatement): object {
  const resources = listOf(Resource).map((resource) => String(readable(resource)));
  return {
    ...(Effect === 'Deny' && { Effect }),
    Action: readable([...listOf(Action)].sort()),
    ...(resources.length > 0 && { Resource: readable(resources.sort()) }),
    ...(readable(rest) as object),
  };
}
