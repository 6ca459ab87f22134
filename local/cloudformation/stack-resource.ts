import type { DependencyGraph } from './dependency-graph.ts';
import type { ResourceModel } from './resource-provider.ts';
import type { ResourceDefinition } from './template.ts';

/** A resource that exists, as a stack remembers it; a change makes a new record. */
export interface StackResource {
  /** Tells two resources apart that share a logical id, and maybe what `Ref` returns, while one replaces the other. */
  readonly identity: number;
  readonly logicalId: string;
  /** What `Ref` returns. */
  readonly physicalId: string;
  readonly generatedName: string;
  readonly definition: ResourceDefinition;
  readonly properties: ResourceModel;
  /** Properties, identifiers and attributes. */
  readonly model: ResourceModel;
  /** Identities of the resources that had to be there first. */
  readonly dependsOn: readonly number[];
  /** Set when an update in place failed: nobody knows then how much of it was done. */
  readonly isDirty: boolean;
}

/** The order in which resources come to be. */
export function creationGraph(resources: readonly StackResource[]): DependencyGraph<StackResource> {
  const byIdentity = new Map(resources.map((resource) => [resource.identity, resource]));
  const graph = resources.map((resource) => {
    const prerequisites = resource.dependsOn.map((identity) => byIdentity.get(identity));
    return [resource, prerequisites.filter((one) => one !== undefined)] as const;
  });
  return new Map(graph);
}

/** The order in which resources go: what depends on another before it. */
export function deletionGraph(resources: readonly StackResource[]): DependencyGraph<StackResource> {
  const graph = resources.map((resource) => {
    const dependents = resources.filter(({ dependsOn }) => dependsOn.includes(resource.identity));
    return [resource, dependents] as const;
  });
  return new Map(graph);
}
