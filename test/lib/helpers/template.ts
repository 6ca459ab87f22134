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
