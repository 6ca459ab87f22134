import type {
  DescribeChangeSetOutput,
  Parameter,
  StackResource as ResourceDescription,
  Stack as StackDescription,
  StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { Revision } from './revision.ts';
import type { ChangeSet, Stack } from './stack.ts';

/** A stack as `DescribeStacks` answers it. */
export function stackDescription(stack: Stack): StackDescription {
  return {
    StackId: stack.place.stackId,
    StackName: stack.place.stackName,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    DisableRollback: stack.isRollbackDisabled,
    EnableTerminationProtection: stack.isProtected,
    Outputs: [...stack.outputs],
    ...revisionDescription(stack.revision),
  };
}

/** A change set as `DescribeChangeSet` answers it. */
export function changeSetDescription(stack: Stack, changeSet: ChangeSet): DescribeChangeSetOutput {
  return {
    StackId: stack.place.stackId,
    StackName: stack.place.stackName,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    ExecutionStatus: changeSet.executionStatus,
    OnStackFailure: changeSet.onFailure,
    CreationTime: changeSet.createdAt,
    Changes: [...changeSet.changes],
    ...revisionDescription(changeSet.revision),
    Description: changeSet.description,
  };
}

/** Resources as `DescribeStackResources` answers them: the latest that happened to each. */
export function resourceDescriptions({ events, resources, place }: Stack): readonly ResourceDescription[] {
  const latest = new Map<string, ResourceDescription>();
  for (const event of events) {
    const { LogicalResourceId = '', PhysicalResourceId, ResourceType, ResourceStatus } = event;
    const live = resources.get(LogicalResourceId);
    // Of a resource that has been replaced, what became of the old one is not the news.
    if (PhysicalResourceId === place.stackId || latest.has(LogicalResourceId) || isOfOld(event, live))
      continue;
    latest.set(LogicalResourceId, {
      ...{
        StackId: place.stackId,
        StackName: place.stackName,
        LogicalResourceId,
        ResourceType,
        ResourceStatus,
      },
      PhysicalResourceId: live?.physicalId ?? PhysicalResourceId,
      ResourceStatusReason: event.ResourceStatusReason,
      Timestamp: event.Timestamp,
    });
  }
  return [...latest.values()].reverse();
}

function isOfOld(event: StackEvent, live: { readonly physicalId: string } | undefined): boolean {
  if (live === undefined || !event.ResourceStatus?.startsWith('DELETE')) return false;
  return event.PhysicalResourceId !== live.physicalId;
}

function revisionDescription(revision: Revision | undefined) {
  if (revision === undefined) return {};
  const { Tags = [], Capabilities = [], NotificationARNs = [] } = revision.settings;
  const { RoleARN, RollbackConfiguration = {} } = revision.settings;
  return {
    Description: revision.template.description,
    Parameters: revision.parameters.map((parameter) => masked(parameter, revision)),
    ...{ Tags, Capabilities, NotificationARNs, RollbackConfiguration, RoleARN },
  };
}

function masked(parameter: Parameter, { template }: Revision): Parameter {
  const isSecret = template.parameters[parameter.ParameterKey ?? '']?.NoEcho === true;
  return isSecret ? { ...parameter, ParameterValue: '****' } : parameter;
}
