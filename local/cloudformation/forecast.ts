import { isDeepStrictEqual } from 'node:util';
import type {
  Change,
  ResourceChangeDetail,
  ResourceChange as WireChange,
} from '@aws-sdk/client-cloudformation';
import { ordered } from './dependency-graph.ts';
import { validationError } from './errors.ts';
import { KNOWN_AFTER_APPLY } from './intrinsics.ts';
import { changeOf, type PropertyChange, type ResourceChange } from './resource-change.ts';
import type { ResourceSchemas } from './resource-schema.ts';
import type { Revision } from './revision.ts';
import type { StackResource } from './stack-resource.ts';

/** What is to come of what is there. */
export interface Plan {
  readonly resources: ReadonlyMap<string, StackResource>;
  /** The revision that made them. */
  readonly previous: Revision | undefined;
  readonly revision: Revision;
  readonly schemas: ResourceSchemas;
}

/**
 * What carrying out a revision will change, as a change set lists it. What refers to a resource that is yet to be made,
 * or to be replaced, is taken to change; the execution looks again, with the real values.
 *
 * @throws `ValidationError` for functions that cannot be carried out, and for a resource that changes its type.
 */
export function forecast(plan: Plan): readonly Change[] {
  const { resources, revision } = plan;
  const fates = new Map<string, StackResource | typeof KNOWN_AFTER_APPLY>();
  const scope = revision.scope((logicalId) => fates.get(logicalId));
  const changes: WireChange[] = [];
  for (const logicalId of ordered(revision.dependencies()).order) {
    const definition = revision.definitions.get(logicalId);
    if (definition === undefined) continue;
    const properties = revision.propertiesOf(definition, scope);
    const resource = resources.get(logicalId);
    const AfterContext = contextOf({ ...definition, Properties: properties });
    if (resource === undefined) {
      changes.push({
        ...named(logicalId, definition.Type),
        Action: 'Add',
        Scope: [],
        Details: [],
        AfterContext,
      });
    } else {
      checkType(resource, definition.Type);
      const change = changeOf(resource, { definition, properties }, plan.schemas.of(definition.Type));
      if (change !== undefined) changes.push({ ...modification(resource, change, definition), AfterContext });
      if (change?.replacement !== 'yes') fates.set(logicalId, resource);
    }
    if (!fates.has(logicalId)) fates.set(logicalId, KNOWN_AFTER_APPLY);
  }
  revision.outputs(scope);
  const removed = [...resources.values()].filter(({ logicalId }) => !revision.definitions.has(logicalId));
  return [...changes, ...removed.map(removal)].map((change) => ({
    Type: 'Resource',
    ResourceChange: change,
  }));
}

/** Whether a revision changes the stack itself, beside its resources: outputs, tags, who is notified. */
export function changesStack({ previous, revision }: Plan): boolean {
  return !isDeepStrictEqual(ofStack(previous), ofStack(revision));
}

function ofStack(revision: Revision | undefined): unknown {
  const { Tags = [], NotificationARNs = [] } = revision?.settings ?? {};
  return [revision?.template.outputs, Tags, NotificationARNs];
}

function checkType({ logicalId, definition }: StackResource, type: string): void {
  if (definition.Type === type) return;
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${logicalId}]`,
  );
}

function modification(
  resource: StackResource,
  change: ResourceChange,
  { Properties = {}, UpdateReplacePolicy }: StackResource['definition'],
): WireChange {
  const isDirect = (name: string): boolean =>
    !isDeepStrictEqual(Properties[name], resource.definition.Properties?.[name]);
  const Replacement = replacementOf(change);
  return {
    ...named(resource.logicalId, resource.definition.Type),
    ...{ Action: 'Modify', PhysicalResourceId: resource.physicalId, Replacement },
    ...(Replacement === 'True'
      ? { PolicyAction: UpdateReplacePolicy === 'Retain' ? 'ReplaceAndRetain' : 'ReplaceAndDelete' }
      : {}),
    Scope: [...change.scope],
    Details: change.properties.map((property) => detail(property, isDirect(property.name))),
    BeforeContext: contextOf({ ...resource.definition, Properties: resource.properties }),
  };
}

/** Certain only where the value that replaces is known already. */
function replacementOf({ properties, replacement }: ResourceChange): NonNullable<WireChange['Replacement']> {
  if (replacement === 'no') return 'False';
  const isCertain = properties.some((one) => one.replacement === 'yes' && !isUnknown(one.after));
  return isCertain ? 'True' : 'Conditional';
}

function detail(
  { name, before, after, replacement }: PropertyChange,
  isDirect: boolean,
): ResourceChangeDetail {
  return {
    Target: {
      Attribute: 'Properties',
      Name: name,
      Path: `/Properties/${name}`,
      RequiresRecreation: ({ yes: 'Always', maybe: 'Conditionally', no: 'Never' } as const)[replacement],
      ...(before === undefined ? {} : { BeforeValue: textOf(before) }),
      ...(after === undefined ? {} : { AfterValue: textOf(after) }),
      AttributeChangeType: before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify',
    },
    // What only the execution will know may turn out to be what it was.
    Evaluation: isUnknown(after) ? 'Dynamic' : 'Static',
    ChangeSource: isDirect ? 'DirectModification' : 'ResourceReference',
  };
}

function removal({ logicalId, physicalId, definition, properties }: StackResource): WireChange {
  return {
    ...named(logicalId, definition.Type),
    Action: 'Remove',
    PhysicalResourceId: physicalId,
    PolicyAction: (definition.DeletionPolicy ?? 'Delete').startsWith('Retain') ? 'Retain' : 'Delete',
    Scope: [],
    Details: [],
    BeforeContext: contextOf({ ...definition, Properties: properties }),
  };
}

function named(LogicalResourceId: string, ResourceType: string): WireChange {
  return { LogicalResourceId, ResourceType };
}

function contextOf({ Type: _, ...definition }: StackResource['definition']): string {
  return JSON.stringify(definition);
}

function isUnknown(value: unknown): boolean {
  return textOf(value).includes(KNOWN_AFTER_APPLY);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
