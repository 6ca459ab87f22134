import { ordered } from './dependency-graph.ts';
import { insufficientCapabilities, validationError } from './errors.ts';
import type { Reference } from './function-call.ts';
import { referencesOf } from './references.ts';
import type { ResourceProviders } from './resource-provider.ts';
import type { ResourceSchemas } from './resource-schema.ts';
import { PSEUDO_PARAMETERS } from './stack-scope.ts';
import type { ResourceDefinition, Template } from './template.ts';

/** What a template is checked against. */
export interface TemplateKnowledge {
  readonly schemas: ResourceSchemas;
  readonly providers: ResourceProviders;
}

/**
 * Refuses a template that could not be carried out whatever the values of its parameters: types nobody provides, names
 * that mean nothing, attributes that the schema of a type lacks, resources that wait for each other.
 */
export function checkTemplate(template: Template, { schemas, providers }: TemplateKnowledge): void {
  checkTypes(template, providers);
  checkOutputs(template);
  checkConditions(template);
  checkReferences(template, schemas);
  checkOrder(template);
}

/** Logical ids that a resource refers to or names in `DependsOn`. */
export function prerequisitesOf({ Properties, DependsOn = [] }: ResourceDefinition): readonly string[] {
  const names = referencesOf(Properties).map(({ name }) => name);
  return [...new Set([...names, ...[DependsOn].flat()])];
}

/** Refuses resources of IAM without the capability that they need, one more when the template names them. */
export function checkCapabilities(
  { resources }: Template,
  capabilities: readonly string[],
  schemas: ResourceSchemas,
): void {
  const iam = Object.values(resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  if (iam.length === 0 || capabilities.includes('CAPABILITY_NAMED_IAM')) return;
  const isNamed = iam.some(({ Type, Properties = {} }) =>
    schemas.of(Type).identifiers.some((name) => Object.hasOwn(Properties, name)),
  );
  if (isNamed) throw insufficientCapabilities('CAPABILITY_NAMED_IAM');
  if (!capabilities.includes('CAPABILITY_IAM')) throw insufficientCapabilities('CAPABILITY_IAM');
}

function checkTypes({ resources }: Template, providers: ResourceProviders): void {
  const unknown = Object.values(resources).filter(({ Type }) => !Object.hasOwn(providers, Type));
  if (unknown.length === 0) return;
  const types = [...new Set(unknown.map(({ Type }) => Type))].join(', ');
  const allowed = Object.keys(providers).join(', ');
  throw validationError(`got resources of type ${types}, but only ${allowed} are modelled`);
}

function checkOutputs({ outputs }: Template): void {
  const exported = Object.keys(outputs).filter((name) => outputs[name]?.Export !== undefined);
  if (exported.length === 0) return;
  throw validationError(`got exports of the outputs ${exported.join(', ')}, which are not modelled`);
}

function checkConditions({ conditions, resources, outputs }: Template): void {
  for (const { Condition } of [...Object.values(resources), ...Object.values(outputs)]) {
    if (Condition === undefined || Object.hasOwn(conditions, Condition)) continue;
    throw validationError(`Template format error: Unresolved condition dependency ${Condition}`);
  }
}

function checkReferences(template: Template, schemas: ResourceSchemas): void {
  const { resources, outputs, conditions } = template;
  const ofResources = Object.values(resources).flatMap(({ Properties, DependsOn = [] }) => [
    ...referencesOf(Properties),
    ...[DependsOn].flat().map((name) => ({ name })),
  ]);
  checkBlock(template, schemas, { block: 'Resources', references: ofResources });
  const ofOutputs = Object.values(outputs).flatMap(({ Value }) => referencesOf(Value));
  checkBlock(template, schemas, { block: 'Outputs', references: ofOutputs });
  checkBlock({ ...template, resources: {} }, schemas, {
    block: 'Conditions',
    references: referencesOf(conditions),
  });
}

function checkBlock(
  { resources, parameters }: Template,
  schemas: ResourceSchemas,
  { block, references }: { readonly block: string; readonly references: readonly Reference[] },
): void {
  const unresolved = references.filter(({ name, attribute }) => {
    if (Object.hasOwn(resources, name)) return false;
    return attribute !== undefined || !(Object.hasOwn(parameters, name) || PSEUDO_PARAMETERS.includes(name));
  });
  if (unresolved.length > 0) {
    const names = [...new Set(unresolved.map(({ name }) => name))].join(', ');
    throw validationError(
      `Template format error: Unresolved resource dependencies [${names}] in the ${block} block of the template`,
    );
  }
  for (const { name, attribute } of references) {
    const type = resources[name]?.Type;
    if (attribute === undefined || type === undefined || schemas.of(type).hasAttribute(attribute)) continue;
    throw validationError(
      `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
    );
  }
}

function checkOrder({ resources }: Template): void {
  const graph = Object.entries(resources).map(
    ([logicalId, definition]) => [logicalId, prerequisitesOf(definition)] as const,
  );
  const { circular } = ordered(new Map(graph));
  if (circular.length === 0) return;
  throw validationError(`Circular dependency between resources: [${circular.join(', ')}]`);
}
