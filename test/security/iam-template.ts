import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { resourcesOf } from '../lib/helpers/template.ts';

/** One statement of a policy as a template has it: resources may hold intrinsic functions. */
export interface TemplateStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
  readonly [other: string]: unknown;
}

interface PolicyDocument {
  readonly Statement: readonly TemplateStatement[];
}

/** A role of a template, with the statements of every policy that is attached to it. */
export interface TemplateRole {
  /** Logical id. */
  readonly id: string;
  readonly trust: readonly TemplateStatement[];
  readonly statements: readonly TemplateStatement[];
  /** Managed policies and a boundary, whose statements the template does not have. */
  readonly elsewhere: readonly unknown[];
}

interface RoleProperties {
  readonly AssumeRolePolicyDocument: PolicyDocument;
  readonly Policies?: readonly { readonly PolicyDocument: PolicyDocument }[];
  readonly ManagedPolicyArns?: readonly unknown[];
  readonly PermissionsBoundary?: unknown;
}

interface PolicyProperties {
  readonly PolicyDocument: PolicyDocument;
  readonly Roles?: readonly { readonly Ref: string }[];
}

/** Every role that a template makes. Throws for a policy of the template that is attached to anything else. */
export function rolesOf(template: CloudFormationTemplate): readonly TemplateRole[] {
  const policies = [...resourcesOf(template, 'AWS::IAM::Policy')].map(([id, { Properties }]) => {
    const { PolicyDocument, Roles = [] } = Properties as unknown as PolicyProperties;
    const attached = Roles.map(({ Ref }) => Ref);
    if (attached.length === 0) throw new Error(`policy ${id} is attached to no role`);
    return { attached, statements: PolicyDocument.Statement };
  });
  return [...resourcesOf(template, 'AWS::IAM::Role')].map(([id, { Properties }]) => {
    const role = Properties as unknown as RoleProperties;
    const inline = role.Policies?.flatMap(({ PolicyDocument }) => PolicyDocument.Statement) ?? [];
    const attached = policies.filter((policy) => policy.attached.includes(id));
    return {
      id,
      trust: role.AssumeRolePolicyDocument.Statement,
      statements: [...inline, ...attached.flatMap(({ statements }) => statements)],
      elsewhere: [...(role.ManagedPolicyArns ?? []), ...[role.PermissionsBoundary ?? []].flat()],
    };
  });
}

/** A list of one is written as the one. */
export function listOf<Value>(value: Value | readonly Value[] | undefined): readonly Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as Value];
}

/** A logical id without the hash of its path that the CDK ends it with. */
export function nameOf(logicalId: string): string {
  return logicalId.replace(/(?:[0-9A-F]{8})+$/, '');
}

/** A value of a template for people: references in angle brackets, joined texts joined, lists of one as the one. */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? readable(value[0]) : value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return `<${nameOf(Ref)}>`;
  if (Array.isArray(attribute)) return `<${nameOf(String(attribute[0]))}.${attribute[1]}>`;
  if (Array.isArray(join)) return (join[1] as unknown[]).map((part) => readable(part)).join(String(join[0]));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}
