import { isDeepStrictEqual } from 'node:util';
import type { Property, PropertyType, Resource, SpecDatabase } from '@aws-cdk/service-spec-types';
import type { Properties, ResourceModel } from './resource-provider.ts';

/** Whether a change of a property replaces the resource. */
export type Replacement = 'no' | 'maybe' | 'yes';

type PropertySpecs = Readonly<Record<string, Property>>;

let database: Promise<SpecDatabase> | undefined;

/** AWS's own schemas of resource types, offline; the first call takes about half a second. */
export class ResourceSchemas {
  readonly #database: SpecDatabase;

  private constructor(specification: SpecDatabase) {
    this.#database = specification;
  }

  static async load(): Promise<ResourceSchemas> {
    // Here and not at the top: whoever does not deploy shall not wait for it.
    database ??= import('@aws-cdk/aws-service-spec').then((module) => module.loadAwsServiceSpec());
    return new ResourceSchemas(await database);
  }

  /** A type that the specification does not have, such as `AWS::CDK::Metadata`, has a schema that allows everything. */
  of(type: string): ResourceSchema {
    const [resource] = this.#database.lookup('resource', 'cloudFormationType', 'equals', type);
    return new ResourceSchema(this.#database, resource);
  }
}

/** What the schema of one resource type says of `Ref`, attributes, properties and replacement. */
export class ResourceSchema {
  readonly #database: SpecDatabase;
  readonly #resource: Resource | undefined;

  constructor(specification: SpecDatabase, resource: Resource | undefined) {
    this.#database = specification;
    this.#resource = resource;
  }

  /** Names of the identifiers that `Ref` returns. */
  get identifiers(): readonly string[] {
    return this.#resource?.cfnRefIdentifier ?? this.#resource?.primaryIdentifier ?? [];
  }

  /** What `Ref` returns: the identifiers that the resource has, joined by `|`; undefined when it has none of them. */
  referenceOf(model: ResourceModel): string | undefined {
    const values = this.identifiers.map((name) => model[name]).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : values.map(String).join('|');
  }

  hasAttribute(name: string): boolean {
    return this.#resource === undefined || Object.hasOwn(this.#resource.attributes, name);
  }

  /** The value of an attribute, undefined when the model has none; a nested one is named `Outer.Inner`. */
  attributeOf(model: ResourceModel, name: string): unknown {
    return name
      .split('.')
      .reduce<unknown>((value, key) => (value as ResourceModel | undefined)?.[key], model);
  }

  /** Whether changing the top-level property `name` from `before` to `after` replaces the resource, by itself or by a part. */
  replacementBy(name: string, before: unknown, after: unknown): Replacement {
    const property = this.#resource?.properties[name];
    return property === undefined ? 'no' : this.#ofProperty(property, before, after);
  }

  /** What is wrong with the names of properties, as AWS words it; values are left to the provider. */
  faultsOf(properties: Properties): readonly string[] {
    return this.#resource === undefined ? [] : this.#faults('#', this.#resource.properties, properties);
  }

  #ofProperty(property: Property, before: unknown, after: unknown): Replacement {
    if (isDeepStrictEqual(before, after)) return 'no';
    const own = property.causesReplacement ?? 'no';
    return own === 'no' ? this.#ofType(property.type, before, after) : own;
  }

  #ofType(type: PropertyType, before: unknown, after: unknown): Replacement {
    if (isDeepStrictEqual(before, after)) return 'no';
    switch (type.type) {
      case 'ref': {
        const specs = this.#membersOf(type.reference);
        return gravest(
          Object.entries(specs).map(([name, spec]) =>
            this.#ofProperty(spec, memberOf(before, name), memberOf(after, name)),
          ),
        );
      }
      case 'array':
      case 'map': {
        const keys = new Set(
          [before, after].flatMap((value) => Object.keys((value as object | undefined) ?? {})),
        );
        return gravest(
          [...keys].map((key) => this.#ofType(type.element, memberOf(before, key), memberOf(after, key))),
        );
      }
      case 'union':
        return gravest(type.types.map((one) => this.#ofType(one, before, after)));
      default:
        return 'no';
    }
  }

  #faults(path: string, specs: PropertySpecs, value: object): readonly string[] {
    const missing = Object.entries(specs).filter(
      ([name, spec]) => spec.required && !Object.hasOwn(value, name),
    );
    return [
      ...missing.map(([name]) => `${path}: required key [${name}] not found`),
      ...Object.entries(value).flatMap(([name, member]) => {
        const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
        if (spec === undefined) return [`${path}: extraneous key [${name}] is not permitted`];
        return this.#faultsOfType(`${path}/${name}`, spec.type, member);
      }),
    ];
  }

  #faultsOfType(path: string, type: PropertyType, value: unknown): readonly string[] {
    if (typeof value !== 'object' || value === null) return [];
    switch (type.type) {
      case 'ref':
        return Array.isArray(value) ? [] : this.#faults(path, this.#membersOf(type.reference), value);
      case 'array':
      case 'map':
        return Object.entries(value).flatMap(([key, member]) =>
          this.#faultsOfType(`${path}/${key}`, type.element, member),
        );
      case 'union': {
        const faults = type.types.map((one) => this.#faultsOfType(path, one, value));
        return faults.find((some) => some.length === 0) ?? faults[0] ?? [];
      }
      default:
        return [];
    }
  }

  #membersOf(reference: Extract<PropertyType, { type: 'ref' }>['reference']): PropertySpecs {
    return this.#database.get('typeDefinition', reference).properties;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Properties)[name] : undefined;
}

function gravest(replacements: readonly Replacement[]): Replacement {
  return (['yes', 'maybe'] as const).find((one) => replacements.includes(one)) ?? 'no';
}
