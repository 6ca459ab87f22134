import { Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { type Rendered, rendered, resourcesAround } from './rendered.ts';

/** What a function may do, as far as the app shows it. */
export interface SeenAccess {
  readonly statements: readonly Rendered[];
  /** A role, or a policy of it, is not of this app: it may allow more. */
  readonly isPartial: boolean;
}

/** The statements of the role that a function's template names. */
export function accessOf(lambda: CfnFunction): SeenAccess {
  const { 'Fn::GetAtt': attribute } = Object(rendered(lambda).Role) as { 'Fn::GetAtt'?: readonly string[] };
  const logicalId = attribute?.[0];
  const stack = Stack.of(lambda);
  const isNamed = (one: CfnRole): boolean =>
    Stack.of(one) === stack && stack.resolve(one.logicalId) === logicalId;
  const role = resourcesAround(lambda, CfnRole).find(isNamed);
  if (role === undefined) return { statements: [], isPartial: true };
  const attached = [...resourcesAround(lambda, CfnPolicy), ...resourcesAround(lambda, CfnManagedPolicy)]
    .filter((policy) => Stack.of(policy) === stack)
    .map(rendered)
    .filter(({ Roles: roles }) => asList(roles).some((one) => (one as { Ref?: string }).Ref === logicalId));
  const { Policies: inline, ManagedPolicyArns: managed } = rendered(role);
  const policies = [...attached, ...(asList(inline) as readonly Rendered[])];
  return { statements: policies.flatMap(statementsOf), isPartial: asList(managed).length > 0 };
}

/**
 * Whether statements allow an action on a resource, whatever their conditions. Parts of an ARN that only the deployment
 * knows fit anything, and so does a statement that says what it does not name.
 */
export function allows(statements: readonly Rendered[], action: string, resource: string): boolean {
  const speaking = statements.filter(
    (one) => names(one, 'Action', action) && names(one, 'Resource', resource),
  );
  const isDenied = speaking.some(deniesPlainly);
  return !isDenied && speaking.some(({ Effect: effect }) => effect === 'Allow');
}

/** An ARN with a sign in place of what only the deployment knows. */
export function arnText(arn: unknown): string {
  if (typeof arn === 'string') return arn;
  const { 'Fn::Join': join } = Object(arn) as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] };
  return join === undefined ? UNKNOWN : join[1].map(arnText).join(join[0]);
}

/** Occurs in no ARN. */
const UNKNOWN = '\u{FFFD}';

/** A denial under a condition may not apply, and one of all but what it names may not mean this. */
function deniesPlainly({ Effect: effect, Condition: only, NotAction, NotResource }: Rendered): boolean {
  return effect === 'Deny' && [only, NotAction, NotResource].every((one) => one === undefined);
}

function names(statement: Rendered, member: 'Action' | 'Resource', wanted: string): boolean {
  const patterns = asList(statement[member]);
  return patterns.length === 0 || patterns.some((pattern) => fits(arnText(pattern), wanted));
}

function fits(pattern: string, text: string): boolean {
  if (glob(pattern).test(text)) return true;
  const [patterns, parts] = [pattern.split(':'), text.split(':')];
  return (
    patterns.length === parts.length &&
    patterns.every((one, at) => {
      const part = parts[at] ?? '';
      return one.includes(UNKNOWN) || part.includes(UNKNOWN) || glob(one).test(part);
    })
  );
}

/** IAM compares actions regardless of case; ARNs of models are in lower case. */
function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i');
}

function statementsOf({ PolicyDocument: document }: Rendered): readonly Rendered[] {
  return asList((document as Rendered | undefined)?.Statement) as readonly Rendered[];
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
