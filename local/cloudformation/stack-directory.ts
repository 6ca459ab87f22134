import { alreadyExists, changeSetNotFound, validationError } from './errors.ts';
import type { ChangeSet, Stack } from './stack.ts';

/** Names or ARNs of a change set and, unless it is an ARN, of its stack. */
export interface ChangeSetAddress {
  readonly StackName?: string | undefined;
  readonly ChangeSetName: string | undefined;
}

/** Every stack of the account, those that were deleted too: they are still found by their ARN. */
export class StackDirectory {
  readonly #stacks: Stack[] = [];

  /** Throws `AlreadyExistsException` when a stack of that name is there. */
  add(stack: Stack): Stack {
    const { stackName } = stack.place;
    if (this.find(stackName) !== undefined) throw alreadyExists(`Stack [${stackName}] already exists`);
    this.#stacks.push(stack);
    return stack;
  }

  /** As if it had never been. */
  remove(stack: Stack): void {
    this.#stacks.splice(this.#stacks.indexOf(stack), 1);
  }

  live(): readonly Stack[] {
    return this.#stacks.filter(({ isLive }) => isLive);
  }

  find(nameOrId: string | undefined): Stack | undefined {
    if (nameOrId?.startsWith('arn:')) return this.#stacks.find(({ place }) => place.stackId === nameOrId);
    return this.live().find(({ place }) => place.stackName === nameOrId);
  }

  /** For what asks after a stack: throws `ValidationError` in the words that the command line looks for. */
  described(nameOrId: string | undefined): Stack {
    const stack = this.find(nameOrId);
    if (stack === undefined) throw validationError(`Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  /** For what changes a stack, and for events, where AWS words it otherwise. */
  required(nameOrId: string | undefined): Stack {
    const stack = this.find(nameOrId);
    if (stack === undefined) throw validationError(`Stack [${nameOrId}] does not exist`);
    return stack;
  }

  findChangeSet(
    address: ChangeSetAddress,
  ): { readonly stack: Stack; readonly changeSet: ChangeSet } | undefined {
    const { StackName, ChangeSetName } = address;
    const stacks = StackName === undefined ? this.live() : [this.find(StackName)];
    for (const stack of stacks) {
      const changeSet = [...(stack?.changeSets.values() ?? [])].find(
        ({ id, name }) => id === ChangeSetName || name === ChangeSetName,
      );
      if (stack !== undefined && changeSet !== undefined) return { stack, changeSet };
    }
    return undefined;
  }

  /** Throws `ChangeSetNotFoundException`. */
  changeSet(address: ChangeSetAddress): { readonly stack: Stack; readonly changeSet: ChangeSet } {
    const found = this.findChangeSet(address);
    if (found === undefined) throw changeSetNotFound(address.ChangeSetName);
    return found;
  }
}
