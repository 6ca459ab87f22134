import type { CloudFormationResource, CloudFormationTemplate } from '../../../lib/synthesize.ts';

/** Resources of a type by logical id. */
export function resourcesOf(
  template: CloudFormationTemplate,
  type: string,
): ReadonlyMap<string, CloudFormationResource> {
  return new Map(Object.entries(template.Resources).filter(([, resource]) => resource.Type === type));
}

/** Properties of every resource of a type, loosely typed for assertions. */
export function propertiesOf<Properties = Record<string, unknown>>(
  template: CloudFormationTemplate,
  type: string,
): readonly Properties[] {
  return [...resourcesOf(template, type).values()].map(
    ({ Properties: properties }) => properties as Properties,
  );
}

/** A value of a template with `Ref`s as the logical ids they name, and joined texts joined. */
export function resolveRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolveRefs);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (ref !== undefined) return ref;
  if (join !== undefined) return join[1].map(resolveRefs).join(join[0]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveRefs(inner)]));
}

/** The one resource of a type whose logical id has a text in it; its id, and its properties with `resolveRefs` applied. */
export function theResource<Properties = Record<string, unknown>>(
  template: CloudFormationTemplate,
  type: string,
  inId = '',
): { readonly id: string; readonly properties: Properties } {
  const found = [...resourcesOf(template, type)].filter(([id]) => id.includes(inId));
  const [[id, resource] = []] = found;
  if (id === undefined || resource === undefined || found.length > 1) {
    throw new Error(`${found.length} resources ${type} with "${inId}" in their ids`);
  }
  return { id, properties: resolveRefs(resource.Properties) as Properties };
}

/** Environment variables of the function whose logical id has a text in it. */
export function variablesOf(template: CloudFormationTemplate, inId: string): Record<string, string> {
  const { properties } = theResource<{ Environment: { Variables: Record<string, string> } }>(
    template,
    'AWS::Lambda::Function',
    inId,
  );
  return properties.Environment.Variables;
}

/** Logical ids that a resource names in `Ref`, `Fn::GetAtt` or `DependsOn`. */
export function dependenciesOf(template: CloudFormationTemplate, id: string): ReadonlySet<string> {
  const resource = template.Resources[id];
  const named = new Set<string>(resource?.DependsOn ?? []);
  collect(resource?.Properties, named);
  return new Set([...named].filter((name) => name in template.Resources));
}

/** The same, and what those depend on in turn. Throws when the resource depends on itself. */
export function allDependenciesOf(template: CloudFormationTemplate, id: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (at: string): void => {
    for (const next of dependenciesOf(template, at)) {
      if (next === id) throw new Error(`${id} depends on itself through ${at}`);
      if (!seen.has(next)) {
        seen.add(next);
        visit(next);
      }
    }
  };
  visit(id);
  return seen;
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Ref' && typeof inner === 'string') into.add(inner);
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) into.add(String(inner[0]));
    collect(inner, into);
  }
}
