import { visitInOrder } from './dependency-graph.ts';
import { reasonOf } from './errors.ts';
import { changeOf } from './resource-change.ts';
import type { ResourceSchemas } from './resource-schema.ts';
import type { ResourceWork, WantedResource } from './resource-work.ts';
import type { Revision } from './revision.ts';
import type { Stack } from './stack.ts';
import type { StackResource } from './stack-resource.ts';
import type { StackScope } from './stack-scope.ts';

/** A revision, and what carries it out. */
export interface Application {
  readonly stack: Stack;
  readonly revision: Revision;
  readonly work: ResourceWork;
  readonly schemas: ResourceSchemas;
}

type Failed = Readonly<Record<'create' | 'update', string[]>>;

/**
 * Makes, changes and replaces what a revision wants otherwise, prerequisites first. After a failure nothing more is
 * begun. What has been replaced, or is wanted no more, is left for the clean-up.
 *
 * @returns why it failed, undefined when it did not.
 */
export async function applyRevision(application: Application): Promise<string | undefined> {
  const { stack, revision } = application;
  const failed: Failed = { create: [], update: [] };
  const scope = revision.scope((logicalId) =>
    revision.definitions.has(logicalId) ? stack.resources.get(logicalId) : undefined,
  );
  await visitInOrder(revision.dependencies(), async (logicalId) => {
    if (failed.create.length + failed.update.length > 0) return false;
    const verb = stack.resources.has(logicalId) ? 'update' : 'create';
    const isDone = await bring(logicalId, scope, application);
    if (!isDone) failed[verb].push(logicalId);
    return isDone;
  });
  const reasons = Object.entries(failed).filter(([, names]) => names.length > 0);
  if (reasons.length === 0) return undefined;
  return reasons
    .map(([verb, names]) => `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `)
    .join('');
}

/** Brings one resource to what is wanted; false when that failed. */
async function bring(logicalId: string, scope: StackScope, application: Application): Promise<boolean> {
  const { stack, schemas, work } = application;
  const wanted = wantedResource(logicalId, scope, application);
  if (wanted === undefined) return false;
  const existing = stack.resources.get(logicalId);
  if (existing === undefined) return settle(stack, await work.create(wanted));
  const change = changeOf(existing, wanted, schemas.of(wanted.definition.Type));
  // Metadata and policies are the stack's own business, not the provider's.
  if (!change?.scope.includes('Properties')) return settle(stack, { ...existing, ...wanted });
  if (change.replacement === 'yes') return replace(existing, wanted, application);
  const updated = await work.update(existing, wanted);
  if (updated === undefined) stack.resources.set(logicalId, { ...existing, isDirty: true });
  return settle(stack, updated);
}

async function replace(
  existing: StackResource,
  wanted: WantedResource,
  { stack, work }: Application,
): Promise<boolean> {
  const made = await work.create(wanted, existing);
  if (made === undefined) return false;
  // Whether the old one is kept is for the new template to say.
  const { UpdateReplacePolicy = 'Delete' } = wanted.definition;
  const old = { ...existing, definition: { ...existing.definition, UpdateReplacePolicy } };
  stack.superseded = [...stack.superseded, old];
  return settle(stack, made);
}

function settle(stack: Stack, resource: StackResource | undefined): boolean {
  if (resource === undefined) return false;
  stack.resources.set(resource.logicalId, resource);
  return true;
}

/** Undefined, and recorded, when a function of its properties cannot be carried out. */
function wantedResource(
  logicalId: string,
  scope: StackScope,
  { stack, revision }: Application,
): WantedResource | undefined {
  const definition = revision.definition(logicalId);
  const prerequisites = revision.dependencies().get(logicalId) ?? [];
  const identities = prerequisites.map((name) => stack.resources.get(name)?.identity);
  try {
    const properties = revision.propertiesOf(definition, scope);
    return { logicalId, definition, properties, dependsOn: identities.filter((one) => one !== undefined) };
  } catch (error) {
    const status = stack.resources.has(logicalId) ? 'UPDATE_FAILED' : 'CREATE_FAILED';
    stack.record({ logicalId, type: definition.Type, status, reason: reasonOf(error) });
    return undefined;
  }
}
