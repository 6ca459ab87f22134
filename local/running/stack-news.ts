import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import type { CloudFormation } from '../cloudformation/cloudformation.ts';
import { onOneLine, type Tell } from './local-event.ts';

/** Tells what becomes of stacks: each status that is seen, and of failures the resource that failed first. */
export class StackNews {
  readonly #cloudFormation: CloudFormation;
  readonly #tell: Tell;
  /** Status by id: a stack that is gone is known by its id only. */
  readonly #statuses = new Map<string, string>();

  constructor(cloudFormation: CloudFormation, tell: Tell) {
    this.#cloudFormation = cloudFormation;
    this.#tell = tell;
  }

  look(): void {
    const live = this.#cloudFormation.describeStacks({}).Stacks ?? [];
    for (const { StackId = '' } of live) if (!this.#statuses.has(StackId)) this.#statuses.set(StackId, '');
    for (const [id, told] of this.#statuses) this.#lookAt(id, told);
  }

  #lookAt(id: string, told: string): void {
    const [stack] = this.#cloudFormation.describeStacks({ StackName: id }).Stacks ?? [];
    const status = stack?.StackStatus ?? 'DELETE_COMPLETE';
    if (stack === undefined || status === told) return;
    this.#statuses.set(id, status);
    // What a diff makes is no stack yet, and a stack that is gone does not come back.
    if (status === 'REVIEW_IN_PROGRESS') return;
    if (status === 'DELETE_COMPLETE') this.#statuses.delete(id);
    const name = stack.StackName ?? '';
    const text = `stack ${name}: ${status}${this.#detailOf(stack, status, told)}`;
    this.#tell({ event: 'stack', text, about: { stack: name, status } });
  }

  #detailOf({ StackId }: Stack, status: string, told: string): string {
    if (/ROLLBACK|FAILED/.test(status)) {
      // Said when it began.
      if (told.includes('ROLLBACK')) return '';
      const events = this.#cloudFormation.describeStackEvents({ StackName: StackId }).StackEvents ?? [];
      return failureText(firstFailure(events, StackId));
    }
    if (!/^(CREATE|UPDATE)_COMPLETE$/.test(status)) return '';
    const resources =
      this.#cloudFormation.describeStackResources({ StackName: StackId }).StackResources ?? [];
    const standing = resources.filter(({ ResourceStatus = '' }) => !ResourceStatus.startsWith('DELETE_'));
    return `, ${standing.length} ${standing.length === 1 ? 'resource' : 'resources'}`;
  }
}

/** Events are newest first; those of the operation under way begin with the stack's own. */
function firstFailure(events: readonly StackEvent[], stackId: string | undefined): StackEvent | undefined {
  let first: StackEvent | undefined;
  for (const event of events) {
    const isOfStack = event.PhysicalResourceId === stackId;
    if (isOfStack && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(event.ResourceStatus ?? '')) break;
    if (!isOfStack && event.ResourceStatus?.endsWith('_FAILED')) first = event;
  }
  return first;
}

function failureText(failure: StackEvent | undefined): string {
  if (failure === undefined) return '';
  const { LogicalResourceId, ResourceType, ResourceStatusReason = 'no reason given' } = failure;
  return `; ${LogicalResourceId} (${ResourceType}) failed: ${onOneLine(ResourceStatusReason)}`;
}
