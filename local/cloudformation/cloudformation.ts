import type * as api from '@aws-sdk/client-cloudformation';
import type { ServiceError } from '../http/service-error.ts';
import { changeSetDescription, resourceDescriptions, stackDescription } from './descriptions.ts';
import { alreadyExists, invalidChangeSetStatus, validationError } from './errors.ts';
import type { Stack } from './stack.ts';
import { StackDirectory } from './stack-directory.ts';
import { type CloudFormationOptions, Workshop } from './workshop.ts';

const UPDATABLE: readonly api.StackStatus[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
];
const WAY_OUT =
  'To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API';

/**
 * CloudFormation, as far as `cdk deploy`, `diff`, `rollback` and `destroy` need it (`local/BEHAVIOUR.md`). It knows no
 * resource type: making them is the providers', what `Ref` and replacement mean is the schemas'. An operation that
 * takes time answers as soon as it has begun; `settled` waits for its end. Inputs and outputs are the SDK's.
 */
export class CloudFormation {
  readonly #directory = new StackDirectory();
  readonly #workshop: Workshop;

  constructor(options: CloudFormationOptions) {
    this.#workshop = new Workshop(options);
  }

  /** Resolves when no operation is under way any more. */
  settled(): Promise<void> {
    return this.#workshop.settled();
  }

  async createChangeSet(input: api.CreateChangeSetInput): Promise<api.CreateChangeSetOutput> {
    const { ChangeSetType = 'UPDATE', ChangeSetName: name = '' } = input;
    if (ChangeSetType === 'IMPORT') throw validationError('change sets of type IMPORT are not modelled');
    const stack =
      ChangeSetType === 'CREATE' ? this.#inReview(input) : this.#directory.required(input.StackName);
    if (ChangeSetType === 'UPDATE') requireUpdatable(stack, 'DO_NOTHING');
    if (stack.changeSets.has(name)) throw alreadyExists(`ChangeSet [${name}] already exists`);
    try {
      const changeSet = await this.#workshop.changeSet(stack, name, input);
      stack.changeSets.set(name, changeSet);
      return { Id: changeSet.id, StackId: stack.place.stackId };
    } catch (error) {
      if (ChangeSetType === 'CREATE' && stack.changeSets.size === 0) this.#directory.remove(stack);
      throw error;
    }
  }

  describeChangeSet(input: api.DescribeChangeSetInput): api.DescribeChangeSetOutput {
    const { stack, changeSet } = this.#directory.changeSet(input);
    return changeSetDescription(stack, changeSet);
  }

  /** A change set that is not there has been deleted. */
  deleteChangeSet(input: api.DeleteChangeSetInput): api.DeleteChangeSetOutput {
    const found = this.#directory.findChangeSet(input);
    found?.stack.changeSets.delete(found.changeSet.name);
    return {};
  }

  async executeChangeSet(input: api.ExecuteChangeSetInput): Promise<api.ExecuteChangeSetOutput> {
    const { stack, changeSet } = this.#directory.changeSet(input);
    if (changeSet.status === 'FAILED') throw invalidChangeSetStatus(changeSet.id, changeSet.status);
    const isCreation = stack.status === 'REVIEW_IN_PROGRESS';
    const onFailure = input.DisableRollback ? 'DO_NOTHING' : changeSet.onFailure;
    if (!isCreation) requireUpdatable(stack, onFailure);
    // The others were made for what the stack will be no more.
    stack.changeSets.clear();
    stack.isRollbackDisabled = onFailure === 'DO_NOTHING';
    await this.#workshop.begin(stack, (operations) =>
      operations[isCreation ? 'create' : 'update'](changeSet.revision, onFailure),
    );
    return {};
  }

  async createStack(input: api.CreateStackInput): Promise<api.CreateStackOutput> {
    const onFailure = input.DisableRollback ? 'DO_NOTHING' : (input.OnFailure ?? 'ROLLBACK');
    const stack = this.#directory.add(this.#workshop.stack(input.StackName ?? ''));
    stack.isProtected = input.EnableTerminationProtection ?? false;
    stack.isRollbackDisabled = onFailure === 'DO_NOTHING';
    try {
      const { revision } = await this.#workshop.revise(stack, input);
      await this.#workshop.begin(stack, (operations) => operations.create(revision, onFailure));
    } catch (error) {
      this.#directory.remove(stack);
      throw error;
    }
    return { StackId: stack.place.stackId };
  }

  async updateStack(input: api.UpdateStackInput): Promise<api.UpdateStackOutput> {
    const onFailure = input.DisableRollback ? 'DO_NOTHING' : 'ROLLBACK';
    const stack = this.#directory.required(input.StackName);
    requireUpdatable(stack, onFailure);
    const { revision, hasChanges } = await this.#workshop.revise(stack, input);
    if (!hasChanges) throw validationError('No updates are to be performed.');
    stack.isRollbackDisabled = onFailure === 'DO_NOTHING';
    await this.#workshop.begin(stack, (operations) => operations.update(revision, onFailure));
    return { StackId: stack.place.stackId };
  }

  /** A stack that is not there has been deleted. */
  async deleteStack({ StackName }: api.DeleteStackInput): Promise<object> {
    const stack = this.#directory.find(StackName);
    if (!stack?.isLive) return {};
    if (stack.isProtected) {
      throw validationError(
        `Stack [${stack.place.stackName}] cannot be deleted while TerminationProtection is enabled`,
      );
    }
    if (stack.isBusy) throw wrongState(stack, 'deleted');
    await this.#workshop.begin(stack, (operations) => operations.delete('User Initiated'));
    return {};
  }

  /** Back to what was stable, from a failure that was not rolled back. */
  async rollbackStack({ StackName }: api.RollbackStackInput): Promise<api.RollbackStackOutput> {
    const stack = this.#directory.required(StackName);
    if (!stack.isPaused) throw wrongState(stack, 'rolled back');
    await this.#workshop.begin(stack, (operations) => operations.rollback('User Initiated'));
    return { StackId: stack.place.stackId };
  }

  /** Tries a rollback that failed once more; no resource can be skipped. */
  async continueUpdateRollback({ StackName }: api.ContinueUpdateRollbackInput): Promise<object> {
    const stack = this.#directory.required(StackName);
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED') throw wrongState(stack, 'rolled back');
    await this.#workshop.begin(stack, (operations) => operations.rollback('User Initiated'));
    return {};
  }

  updateTerminationProtection(
    input: api.UpdateTerminationProtectionInput,
  ): api.UpdateTerminationProtectionOutput {
    const stack = this.#directory.required(input.StackName);
    stack.isProtected = input.EnableTerminationProtection ?? false;
    return { StackId: stack.place.stackId };
  }

  /** All that are live, when none is named. */
  describeStacks({ StackName }: api.DescribeStacksInput): api.DescribeStacksOutput {
    const stacks = StackName === undefined ? this.#directory.live() : [this.#directory.described(StackName)];
    return { Stacks: stacks.map(stackDescription) };
  }

  /** Newest first, in one page. */
  describeStackEvents({ StackName }: api.DescribeStackEventsInput): api.DescribeStackEventsOutput {
    return { StackEvents: [...this.#directory.required(StackName).events] };
  }

  describeStackResources(input: api.DescribeStackResourcesInput): api.DescribeStackResourcesOutput {
    const { StackName, LogicalResourceId: wanted } = input;
    const resources = resourceDescriptions(this.#directory.described(StackName));
    return {
      StackResources: resources.filter(
        ({ LogicalResourceId }) => wanted === undefined || LogicalResourceId === wanted,
      ),
    };
  }

  /** Byte by byte as it was sent; `{}` of a stack in review. */
  getTemplate({ StackName, ChangeSetName }: api.GetTemplateInput): api.GetTemplateOutput {
    const { revision } =
      ChangeSetName === undefined
        ? this.#directory.described(StackName)
        : this.#directory.changeSet({ StackName, ChangeSetName }).changeSet;
    return { TemplateBody: revision?.template.body ?? '{}', StagesAvailable: ['Original'] };
  }

  #inReview({ StackName, ChangeSetName }: api.CreateChangeSetInput): Stack {
    const existing = this.#directory.find(StackName);
    if (existing?.status === 'REVIEW_IN_PROGRESS') return existing;
    if (existing !== undefined) {
      throw validationError(
        `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
      );
    }
    const stack = this.#directory.add(this.#workshop.stack(StackName ?? ''));
    stack.enter('REVIEW_IN_PROGRESS', 'User Initiated');
    return stack;
  }
}

/** A failure that was not rolled back can only be followed by an update that will not be rolled back either. */
function requireUpdatable(stack: Stack, onFailure: api.OnFailure): void {
  if (UPDATABLE.includes(stack.status)) return;
  if (!stack.isPaused) throw wrongState(stack, 'updated');
  if (onFailure === 'DO_NOTHING') return;
  throw validationError(`This stack is currently in a non-terminal [${stack.status}] state. ${WAY_OUT}`);
}

function wrongState({ place, status }: Stack, wanted: string): ServiceError {
  return validationError(`Stack:${place.stackId} is in ${status} state and can not be ${wanted}.`);
}
