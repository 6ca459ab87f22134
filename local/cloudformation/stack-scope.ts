import type { Parameter } from '@aws-sdk/client-cloudformation';
import { validationError } from './errors.ts';
import { holds, KNOWN_AFTER_APPLY, type Scope } from './intrinsics.ts';
import type { ResourceSchemas } from './resource-schema.ts';
import type { StackResource } from './stack-resource.ts';
import type { Template } from './template.ts';

/** A stack's own name and ARN, and the account it is in. */
export interface StackPlace {
  readonly stackId: string;
  readonly stackName: string;
  readonly account: { readonly id: string; readonly region: string };
}

/** What a stack can see beside its template. */
export interface ScopeOptions {
  readonly template: Template;
  readonly place: StackPlace;
  readonly parameters: readonly Parameter[];
  readonly notificationArns: readonly string[];
  /** The resource, or that it will be there later; undefined when a condition leaves it out. */
  readonly resource: (logicalId: string) => StackResource | typeof KNOWN_AFTER_APPLY | undefined;
  readonly schemas: ResourceSchemas;
}

type Pseudo = (place: StackPlace, notificationArns: readonly string[]) => unknown;

const PSEUDO: ReadonlyMap<string, Pseudo> = new Map<string, Pseudo>([
  ['AWS::AccountId', ({ account }) => account.id],
  ['AWS::NoValue', () => undefined],
  ['AWS::NotificationARNs', (_, arns) => arns],
  ['AWS::Partition', () => 'aws'],
  ['AWS::Region', ({ account }) => account.region],
  ['AWS::StackId', ({ stackId }) => stackId],
  ['AWS::StackName', ({ stackName }) => stackName],
  ['AWS::URLSuffix', () => 'amazonaws.com'],
]);

export const PSEUDO_PARAMETERS: readonly string[] = [...PSEUDO.keys()];

/** The names of one template, as one stack understands them. */
export class StackScope implements Scope {
  readonly #options: ScopeOptions;

  constructor(options: ScopeOptions) {
    this.#options = options;
  }

  ref(name: string): unknown {
    const { template, place, parameters, notificationArns } = this.#options;
    const pseudo = PSEUDO.get(name);
    if (pseudo !== undefined) return pseudo(place, notificationArns);
    if (!Object.hasOwn(template.parameters, name)) {
      const resource = this.#resource(name);
      return resource === KNOWN_AFTER_APPLY ? resource : resource.physicalId;
    }
    const parameter = parameters.find(({ ParameterKey }) => ParameterKey === name);
    const value = parameter?.ResolvedValue ?? parameter?.ParameterValue ?? '';
    const isList = /^(CommaDelimitedList|List<)/.test(template.parameters[name]?.Type ?? '');
    return isList ? value.split(',').map((item) => item.trim()) : value;
  }

  attribute(logicalId: string, attribute: string): unknown {
    const resource = this.#resource(logicalId);
    if (resource === KNOWN_AFTER_APPLY) return resource;
    const value = this.#options.schemas.of(resource.definition.Type).attributeOf(resource.model, attribute);
    if (value !== undefined) return value;
    throw validationError(`Attribute '${attribute}' of ${logicalId} has no value: its provider gave none`);
  }

  condition(name: string): boolean {
    const { conditions } = this.#options.template;
    if (Object.hasOwn(conditions, name)) return holds(conditions[name], this);
    throw validationError(`Template format error: Unresolved condition dependency ${name}`);
  }

  mapping([map = '', first = '', second = '']: readonly string[]): unknown {
    const value = this.#options.template.mappings[map]?.[first]?.[second];
    if (value !== undefined) return value;
    throw validationError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
  }

  #resource(logicalId: string): StackResource | typeof KNOWN_AFTER_APPLY {
    const resource = this.#options.resource(logicalId);
    if (resource !== undefined) return resource;
    throw validationError(
      `Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template`,
    );
  }
}
