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
import type { Revision, StackSettings } from './revision.ts';
import type { Stack } from './stack.ts';
import type { StackResource } from './stack-resource.ts';
import type { StackScope } from './stack-scope.ts';

/** What is there, and what is to come of it. */
export interface Plan {
  readonly stack: Stack;
  readonly revision: Revision;
  readonly schemas: ResourceSchemas;
}

/** What carrying out a revision will change. */
export interface Forecast {
  /** Of resources, as a change set lists them. */
  readonly changes: readonly Change[];
  /** Whether anything changes: resources, outputs, tags, or who is notified. */
  readonly hasChanges: boolean;
}

type Fate = StackResource | typeof KNOWN_AFTER_APPLY;

/**
 * Forecasts a revision. What refers to a resource that is yet to be made, or to be replaced, is taken to change; the
 * execution looks again, with the real values.
 *
 * @throws `ValidationError` for functions that cannot be carried out, and for a resource that changes its type.
 */
export function forecast(plan: Plan): Forecast {
  const { stack, revision } = plan;
  const fates = new Map<string, Fate>();
  const scope = revision.scope((logicalId) => fates.get(logicalId));
  const changes: WireChange[] = [];
  for (const logicalId of ordered(revision.dependencies()).order) {
    const { fate, change } = fateOf(logicalId, scope, plan);
    fates.set(logicalId, fate);
    if (change !== undefined) changes.push(change);
  }
  const removed = [...stack.resources.values()].filter(
    ({ logicalId }) => !revision.definitions.has(logicalId),
  );
  changes.push(...removed.map(removal));
  const settings = [stack.revision, revision].map((one) => ownSettings(one?.settings));
  const isStackAsItWas =
    isDeepStrictEqual(stack.outputs, revision.outputs(scope)) && isDeepStrictEqual(settings[0], settings[1]);
  return {
    changes: changes.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
    hasChanges: changes.length > 0 || !isStackAsItWas,
  };
}

function ownSettings({ Tags = [], NotificationARNs = [] }: StackSettings = {}): unknown {
  return [Tags, NotificationARNs];
}

function fateOf(
  logicalId: string,
  scope: StackScope,
  { stack, revision, schemas }: Plan,
): { readonly fate: Fate; readonly change: WireChange | undefined } {
  const definition = revision.definition(logicalId);
  const properties = revision.propertiesOf(definition, scope);
  const AfterContext = contextOf({ ...definition, Properties: properties });
  const resource = stack.resources.get(logicalId);
  if (resource === undefined) {
    const added: WireChange = { ...named(logicalId, definition.Type), Action: 'Add', Scope: [], Details: [] };
    return { fate: KNOWN_AFTER_APPLY, change: { ...added, AfterContext } };
  }
  checkType(resource, definition.Type);
  const change = changeOf(resource, { definition, properties }, schemas.of(definition.Type));
  return {
    fate: change?.replacement === 'yes' ? KNOWN_AFTER_APPLY : resource,
    change: change && { ...modification(resource, change, definition), AfterContext },
  };
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
