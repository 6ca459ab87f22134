import { ServiceError } from '../http/service-error.ts';
import type { Random } from '../random.ts';
import { reasonOf, validationError } from './errors.ts';
import type {
  Properties,
  ResourceModel,
  ResourceProvider,
  ResourceProviders,
  ResourceRequest,
} from './resource-provider.ts';
import type { ResourceSchemas } from './resource-schema.ts';
import type { ResourceEvent, Stack } from './stack.ts';
import type { StackResource } from './stack-resource.ts';
import type { ResourceDefinition } from './template.ts';

/** A resource as it is to be. */
export interface WantedResource {
  readonly logicalId: string;
  readonly definition: ResourceDefinition;
  readonly properties: Properties;
  readonly dependsOn: readonly number[];
}

/** What makes, changes and deletes resources. */
export interface WorkOptions {
  readonly providers: ResourceProviders;
  readonly schemas: ResourceSchemas;
  readonly random: Random;
}

/** What AWS says when a change needs a new resource. */
const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';

const NAME_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** Characters of each part, so that a whole name has 64 at most. */
const NAME_PART = 25;
const NAME_RANDOM = 12;

type NamedResource = WantedResource & { readonly generatedName: string };

interface ToldWork extends Omit<ResourceEvent, 'status'> {
  readonly verb: 'CREATE' | 'UPDATE' | 'DELETE';
}

/** Makes, changes and deletes the resources of a stack, one at a time, and records how it went. */
export class ResourceWork {
  readonly #stack: Stack;
  readonly #options: WorkOptions;

  constructor(stack: Stack, options: WorkOptions) {
    this.#stack = stack;
    this.#options = options;
  }

  /** Undefined when it failed. `replaced`: the resource that the new one takes the place of. */
  create(wanted: WantedResource, replaced?: StackResource): Promise<StackResource | undefined> {
    const told = {
      logicalId: wanted.logicalId,
      type: wanted.definition.Type,
      physicalId: replaced?.physicalId,
      verb: replaced === undefined ? 'CREATE' : 'UPDATE',
      reason: replaced && REPLACING,
    } as const;
    return this.#told(told, async () => {
      const named = { ...wanted, generatedName: this.#generatedName(wanted.logicalId) };
      const model = await this.#provider(wanted.definition).create(this.#requestOf(named));
      return this.#resource(named, { ...wanted.properties, ...model });
    });
  }

  /** In place; undefined when it failed. */
  update(resource: StackResource, wanted: WantedResource): Promise<StackResource | undefined> {
    const { logicalId, physicalId, definition, generatedName } = resource;
    return this.#told({ logicalId, physicalId, type: definition.Type, verb: 'UPDATE' }, async () => {
      const request = this.#requestOf({ ...wanted, generatedName });
      const model = await this.#provider(definition).update(resource.model, request);
      return { ...resource, ...wanted, model: { ...wanted.properties, ...model }, isDirty: false };
    });
  }

  /** Whether it is gone; a resource that is not there any more is. */
  async remove(resource: StackResource): Promise<boolean> {
    const { logicalId, physicalId, definition, model } = resource;
    const removed = await this.#told(
      { logicalId, physicalId, type: definition.Type, verb: 'DELETE' },
      async () => {
        await this.#provider(definition).delete(model).catch(unlessMissing);
        return resource;
      },
    );
    return removed !== undefined;
  }

  async #told(
    { verb, reason, ...event }: ToldWork,
    work: () => Promise<StackResource>,
  ): Promise<StackResource | undefined> {
    this.#stack.record({ ...event, status: `${verb}_IN_PROGRESS`, reason });
    try {
      const resource = await work();
      this.#stack.record({ ...event, physicalId: resource.physicalId, status: `${verb}_COMPLETE` });
      return resource;
    } catch (error) {
      this.#stack.record({ ...event, status: `${verb}_FAILED`, reason: reasonOf(error) });
      return undefined;
    }
  }

  #requestOf({ logicalId, definition, properties, generatedName }: NamedResource): ResourceRequest {
    const faults = this.#options.schemas.of(definition.Type).faultsOf(properties);
    if (faults.length === 0) {
      return { logicalId, properties, generatedName, stackName: this.#stack.place.stackName };
    }
    throw validationError(
      `Properties validation failed for resource ${logicalId} with message:\n${faults.join('\n')}`,
    );
  }

  #resource(wanted: NamedResource, model: ResourceModel): StackResource {
    const { Type } = wanted.definition;
    const schema = this.#options.schemas.of(Type);
    const physicalId = schema.referenceOf(model) ?? (schema.identifiers.length === 0 && wanted.generatedName);
    if (physicalId === false) {
      throw new Error(`the provider of ${Type} returned none of ${schema.identifiers.join(', ')}`);
    }
    return { ...wanted, physicalId, model, identity: this.#stack.nextIdentity(), isDirty: false };
  }

  #provider({ Type }: ResourceDefinition): ResourceProvider {
    const provider = this.#options.providers[Type];
    if (provider === undefined) throw new Error(`nobody provides ${Type}`);
    return provider;
  }

  #generatedName(logicalId: string): string {
    const { random } = this.#options;
    const characters = Array.from({ length: NAME_RANDOM }, () =>
      NAME_CHARACTERS.charAt(random.integer(NAME_CHARACTERS.length)),
    );
    const parts = [this.#stack.place.stackName, logicalId].map((part) => part.slice(0, NAME_PART));
    return [...parts, characters.join('')].join('-');
  }
}

/** A resource that is no longer there has been deleted, whoever did it. */
function unlessMissing(error: unknown): void {
  if (!(error instanceof ServiceError && error.status === 404)) throw error;
}
