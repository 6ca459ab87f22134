import { isDeepStrictEqual } from 'node:util';
import type { OnFailure } from '@aws-sdk/client-cloudformation';
import { applyRevision } from './apply-revision.ts';
import { visitInOrder } from './dependency-graph.ts';
import { reasonOf } from './errors.ts';
import type { ResourceSchemas } from './resource-schema.ts';
import type { ResourceWork } from './resource-work.ts';
import type { Revision } from './revision.ts';
import type { Stack } from './stack.ts';
import { creationGraph, deletionGraph, type StackResource } from './stack-resource.ts';

/** What the operations on a stack need. */
export interface OperationOptions {
  readonly work: ResourceWork;
  readonly schemas: ResourceSchemas;
}

type IsKept = (resource: StackResource) => boolean;

/** The operations that take time: each leads a stack from one status to another, whatever fails on the way. */
export class StackOperations {
  readonly #stack: Stack;
  readonly #options: OperationOptions;

  constructor(stack: Stack, options: OperationOptions) {
    this.#stack = stack;
    this.#options = options;
  }

  async create(revision: Revision, onFailure: OnFailure): Promise<void> {
    const stack = this.#stack;
    stack.enter('CREATE_IN_PROGRESS', 'User Initiated');
    const reason = await this.#apply(revision);
    if (reason === undefined) return stack.enter('CREATE_COMPLETE');
    if (onFailure === 'DO_NOTHING') return stack.enter('CREATE_FAILED', reason);
    return onFailure === 'DELETE'
      ? this.delete(reason)
      : this.rollback(`${reason}Rollback requested by user.`);
  }

  async update(revision: Revision, onFailure: OnFailure): Promise<void> {
    const stack = this.#stack;
    // A rollback goes back to what was stable, over however many failed updates.
    if (!stack.isPaused) stack.keepAsStable();
    stack.updatedAt = stack.moment();
    stack.enter('UPDATE_IN_PROGRESS', 'User Initiated');
    const reason = await this.#apply(revision);
    if (reason !== undefined) {
      return onFailure === 'DO_NOTHING' ? stack.enter('UPDATE_FAILED', reason) : this.rollback(reason);
    }
    stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.#cleanUp(revision);
    stack.enter('UPDATE_COMPLETE');
  }

  /** Back to what was stable before; after the creation of a stack, to nothing. */
  async rollback(reason?: string): Promise<void> {
    const stack = this.#stack;
    const { stable } = stack;
    const isCreation = stable.revision === undefined;
    stack.enter(isCreation ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
    const failed = await this.#restoreAll([...stable.resources.values()]);
    if (failed.length > 0) return stack.enter('UPDATE_ROLLBACK_FAILED', failureText('update', failed));
    if (!isCreation) {
      stack.revision = stable.revision;
      stack.outputs = stable.outputs;
      stack.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    }
    const kept = new Set([...stable.resources.values()].map(({ identity }) => identity));
    const isMade = ({ identity }: StackResource): boolean => !kept.has(identity);
    stack.superseded = stack.superseded.filter(isMade);
    const made = [...stack.superseded, ...[...stack.resources.values()].filter(isMade)];
    const left = await this.#removeAll(made, ({ definition }) => definition.DeletionPolicy === 'Retain');
    if (!isCreation) {
      for (const resource of left) stack.forget(resource);
      return stack.enter('UPDATE_ROLLBACK_COMPLETE');
    }
    if (left.length === 0) return stack.enter('ROLLBACK_COMPLETE');
    stack.enter('ROLLBACK_FAILED', failureText('delete', left));
  }

  /** Everything but what `DeletionPolicy` keeps. What cannot be deleted can be tried again. */
  async delete(reason?: string): Promise<void> {
    const stack = this.#stack;
    stack.enter('DELETE_IN_PROGRESS', reason);
    const old = new Set(stack.superseded);
    const left = await this.#removeAll([...old, ...stack.resources.values()], (resource) =>
      old.has(resource) ? isReplacedKept(resource) : isRemovedKept(resource),
    );
    if (left.length > 0) return stack.enter('DELETE_FAILED', failureText('delete', left));
    stack.deletedAt = stack.moment();
    stack.enter('DELETE_COMPLETE');
  }

  async #apply(revision: Revision): Promise<string | undefined> {
    const stack = this.#stack;
    stack.revision = revision;
    const reason = await applyRevision({ stack, revision, ...this.#options });
    if (reason !== undefined) return reason;
    try {
      stack.outputs = revision.outputs(revision.scope((logicalId) => stack.resources.get(logicalId)));
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** Deletes what the revision has replaced or wants no more. What cannot be deleted is left behind, as by AWS. */
  async #cleanUp({ definitions }: Revision): Promise<void> {
    const stack = this.#stack;
    const old = new Set(stack.superseded);
    const removed = [...stack.resources.values()].filter(({ logicalId }) => !definitions.has(logicalId));
    const left = await this.#removeAll([...old, ...removed], (resource) =>
      old.has(resource) ? isReplacedKept(resource) : isRemovedKept(resource),
    );
    for (const resource of left) stack.forget(resource);
  }

  /** Those that could not be brought back. */
  async #restoreAll(resources: readonly StackResource[]): Promise<readonly StackResource[]> {
    const failed: StackResource[] = [];
    await visitInOrder(creationGraph(resources), async (resource) => {
      const isBack = await this.#restore(resource);
      if (!isBack) failed.push(resource);
      return isBack;
    });
    return failed;
  }

  async #restore(stable: StackResource): Promise<boolean> {
    const { resources } = this.#stack;
    const current = resources.get(stable.logicalId);
    if (current === undefined) return true;
    if (current.identity !== stable.identity) {
      this.#stack.superseded = [...this.#stack.superseded, current];
      const { logicalId, physicalId, definition } = stable;
      this.#stack.record({ logicalId, physicalId, type: definition.Type, status: 'UPDATE_COMPLETE' });
    } else if (current.isDirty || !isDeepStrictEqual(current.properties, stable.properties)) {
      const restored = await this.#options.work.update(current, stable);
      if (restored !== undefined) resources.set(stable.logicalId, restored);
      return restored !== undefined;
    }
    resources.set(stable.logicalId, stable);
    return true;
  }

  /** Dependents first; those that could not be deleted. Nothing they depend on is tried. */
  async #removeAll(resources: readonly StackResource[], isKept: IsKept): Promise<readonly StackResource[]> {
    const failed: StackResource[] = [];
    await visitInOrder(deletionGraph(resources), async (resource) => {
      const { logicalId, physicalId, definition } = resource;
      if (isKept(resource)) {
        this.#stack.record({ logicalId, physicalId, type: definition.Type, status: 'DELETE_SKIPPED' });
      } else if (!(await this.#options.work.remove(resource))) {
        failed.push(resource);
        return false;
      }
      this.#stack.forget(resource);
      return true;
    });
    return failed;
  }
}

function isRemovedKept({ definition }: StackResource): boolean {
  return (definition.DeletionPolicy ?? 'Delete').startsWith('Retain');
}

function isReplacedKept({ definition }: StackResource): boolean {
  return definition.UpdateReplacePolicy === 'Retain';
}

function failureText(verb: string, failed: readonly StackResource[]): string {
  const names = failed.map(({ logicalId }) => logicalId);
  return `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `;
}
