import type {
  Change,
  ChangeSetStatus,
  ExecutionStatus,
  OnFailure,
  Output,
  StackEvent,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import type { Clock } from '../clock.ts';
import type { Revision } from './revision.ts';
import type { StackResource } from './stack-resource.ts';
import type { StackPlace } from './stack-scope.ts';

/** A revision that waits to be carried out, and what it would change. */
export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly revision: Revision;
  readonly changes: readonly Change[];
  readonly createdAt: Date;
  readonly status: ChangeSetStatus;
  readonly statusReason: string | undefined;
  readonly onFailure: OnFailure;
  readonly executionStatus: ExecutionStatus;
}

/** Everything that a rollback brings back. */
interface StableState {
  readonly revision: Revision | undefined;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly outputs: readonly Output[];
}

/** What happened to a resource. */
export interface ResourceEvent {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string | undefined;
  readonly status: StackEvent['ResourceStatus'];
  readonly reason?: string | undefined;
}

/** A stack: what it is made of, what it was, and what happened to it. */
export class Stack {
  readonly place: StackPlace;
  readonly createdAt: Date;
  readonly resources = new Map<string, StackResource>();
  readonly changeSets = new Map<string, ChangeSet>();
  status: StackStatus = 'REVIEW_IN_PROGRESS';
  statusReason: string | undefined;
  updatedAt: Date | undefined;
  deletedAt: Date | undefined;
  isProtected = false;
  isRollbackDisabled = false;
  revision: Revision | undefined;
  outputs: readonly Output[] = [];
  /** Resources that others have taken the place of, and that are yet to be deleted. */
  superseded: readonly StackResource[] = [];
  stable: StableState = { revision: undefined, resources: new Map(), outputs: [] };
  readonly #clock: Clock;
  readonly #events: StackEvent[] = [];
  #lastMs = 0;
  #identities = 0;

  constructor(place: StackPlace, clock: Clock) {
    this.place = place;
    this.#clock = clock;
    this.createdAt = this.moment();
  }

  /** Newest first. */
  get events(): readonly StackEvent[] {
    return this.#events;
  }

  get isLive(): boolean {
    return this.status !== 'DELETE_COMPLETE';
  }

  get isBusy(): boolean {
    return this.status.endsWith('_IN_PROGRESS') && this.status !== 'REVIEW_IN_PROGRESS';
  }

  /** Whether an operation failed and nothing was rolled back, as was asked for. */
  get isPaused(): boolean {
    return this.status === 'CREATE_FAILED' || this.status === 'UPDATE_FAILED';
  }

  /** The time; never the same twice, because the command line sorts and filters events by it. */
  moment(): Date {
    this.#lastMs = Math.max(this.#clock.now(), this.#lastMs + 1);
    return new Date(this.#lastMs);
  }

  nextIdentity(): number {
    this.#identities += 1;
    return this.#identities;
  }

  /** Remembers what there is as what a rollback goes back to. */
  keepAsStable(): void {
    this.stable = { revision: this.revision, resources: new Map(this.resources), outputs: this.outputs };
  }

  /** Takes on a status and records it. */
  enter(status: StackStatus, reason?: string): void {
    this.status = status;
    this.statusReason = reason;
    // The cast: every status of a stack that has an event is one of a resource.
    this.record({
      logicalId: this.place.stackName,
      type: 'AWS::CloudFormation::Stack',
      physicalId: this.place.stackId,
      status: status as StackEvent['ResourceStatus'],
      reason,
    });
  }

  record({ logicalId, type, physicalId, status, reason }: ResourceEvent): void {
    const { stackId, stackName } = this.place;
    this.#events.unshift({
      EventId: `${logicalId}-${status}-${this.#events.length}`,
      StackId: stackId,
      StackName: stackName,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      ResourceStatus: status,
      ResourceStatusReason: reason,
      Timestamp: this.moment(),
    });
  }

  /** Drops a resource that is gone, or that is nobody's concern any more. */
  forget({ logicalId, identity }: StackResource): void {
    if (this.resources.get(logicalId)?.identity === identity) this.resources.delete(logicalId);
    this.superseded = this.superseded.filter((one) => one.identity !== identity);
  }
}
