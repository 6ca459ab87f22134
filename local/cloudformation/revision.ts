import type { CreateChangeSetInput, Output, Parameter } from '@aws-sdk/client-cloudformation';
import type { DependencyGraph } from './dependency-graph.ts';
import { resolve } from './intrinsics.ts';
import { type ParameterSources, parameterValues } from './parameters.ts';
import { type ScopeOptions, StackScope } from './stack-scope.ts';
import type { ResourceDefinition, Template } from './template.ts';
import { prerequisitesOf } from './template-check.ts';

/** What a stack is made or changed with, beside the template; what is left out stays as it was. */
export type StackSettings = Pick<
  CreateChangeSetInput,
  'Parameters' | 'Tags' | 'Capabilities' | 'NotificationARNs' | 'RoleARN' | 'RollbackConfiguration'
>;

/** What a revision is made of. */
export interface RevisionOptions
  extends Pick<ScopeOptions, 'template' | 'place' | 'schemas'>,
    Pick<ParameterSources, 'stored'> {
  readonly settings: StackSettings;
  readonly previous: Revision | undefined;
}

/** A template with the values of its parameters and everything else that decides what a stack is to be. */
export class Revision {
  readonly template: Template;
  readonly parameters: readonly Parameter[];
  readonly settings: StackSettings;
  /** Resources that no condition leaves out. */
  readonly definitions: ReadonlyMap<string, ResourceDefinition>;
  readonly #options: RevisionOptions;

  /** Throws `ValidationError` for parameters without a value, and for conditions that cannot be decided. */
  constructor(options: RevisionOptions) {
    const { template, settings, previous, stored } = options;
    this.#options = options;
    this.template = template;
    this.settings = { ...previous?.settings, ...settings };
    this.parameters = parameterValues(template, {
      given: settings.Parameters ?? [],
      previous: previous?.parameters ?? [],
      stored,
    });
    const scope = this.scope(() => undefined);
    const wanted = Object.entries(template.resources).filter(
      ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
    );
    this.definitions = new Map(wanted);
  }

  /** The names of the template, with these resources. */
  scope(resource: ScopeOptions['resource']): StackScope {
    const { template, place, schemas } = this.#options;
    return new StackScope({
      ...{ template, place, schemas, resource },
      parameters: this.parameters,
      notificationArns: this.settings.NotificationARNs ?? [],
    });
  }

  /** The definition of a resource that no condition leaves out. */
  definition(logicalId: string): ResourceDefinition {
    const definition = this.definitions.get(logicalId);
    if (definition === undefined) throw new Error(`the revision has no resource ${logicalId}`);
    return definition;
  }

  /** Logical ids with those that have to be there first. */
  dependencies(): DependencyGraph<string> {
    const graph = [...this.definitions].map(
      ([logicalId, definition]) => [logicalId, prerequisitesOf(definition)] as const,
    );
    return new Map(graph);
  }

  /** Properties of a resource, intrinsic functions carried out. */
  propertiesOf(definition: ResourceDefinition, scope: StackScope): Readonly<Record<string, unknown>> {
    // The cast: what is an object before its functions are carried out is one afterwards.
    return resolve(definition.Properties ?? {}, scope) as Readonly<Record<string, unknown>>;
  }

  /** Outputs that no condition leaves out. */
  outputs(scope: StackScope): readonly Output[] {
    return Object.entries(this.template.outputs)
      .filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition))
      .map(([OutputKey, { Value, Description }]) => ({
        OutputKey,
        OutputValue: String(resolve(Value, scope)),
        ...(Description === undefined ? {} : { Description }),
      }));
  }
}
