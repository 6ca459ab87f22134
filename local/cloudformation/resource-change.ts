import { isDeepStrictEqual } from 'node:util';
import type { Properties } from './resource-provider.ts';
import type { Replacement, ResourceSchema } from './resource-schema.ts';
import type { StackResource } from './stack-resource.ts';
import type { ResourceDefinition } from './template.ts';

/** One property that is not as it was. */
export interface PropertyChange {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly replacement: Replacement;
}

/** A part of a definition. */
export type ChangedPart = 'Properties' | (typeof ATTRIBUTES)[number];

/** What differs between a resource as it is and as it is wanted. */
export interface ResourceChange {
  readonly properties: readonly PropertyChange[];
  /** Parts of the definition that differ. */
  readonly scope: readonly ChangedPart[];
  /** The gravest of the properties' replacements. */
  readonly replacement: Replacement;
}

const ATTRIBUTES = ['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'] as const;

/** Compares property by property; undefined when nothing differs. */
export function changeOf(
  resource: StackResource,
  wanted: { readonly definition: ResourceDefinition; readonly properties: Properties },
  schema: ResourceSchema,
): ResourceChange | undefined {
  const names = new Set([...Object.keys(resource.properties), ...Object.keys(wanted.properties)]);
  const properties = [...names].flatMap((name): readonly PropertyChange[] => {
    const before = resource.properties[name];
    const after = wanted.properties[name];
    if (isDeepStrictEqual(before, after)) return [];
    return [{ name, before, after, replacement: schema.replacementBy(name, before, after) }];
  });
  const attributes = ATTRIBUTES.filter(
    (name) => !isDeepStrictEqual(resource.definition[name], wanted.definition[name]),
  );
  const isTouched = properties.length > 0 || resource.isDirty;
  if (!isTouched && attributes.length === 0) return undefined;
  const replacements = properties.map(({ replacement }) => replacement);
  return {
    properties,
    scope: [...(isTouched ? (['Properties'] as const) : []), ...attributes],
    replacement: (['yes', 'maybe'] as const).find((one) => replacements.includes(one)) ?? 'no',
  };
}
