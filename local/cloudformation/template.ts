import { validationError } from './errors.ts';

/** One resource as a template has it, intrinsic functions and all. */
export interface ResourceDefinition {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly Metadata?: unknown;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface ParameterDefinition {
  readonly Type: string;
  readonly Default?: string | number;
  readonly Description?: string;
  readonly NoEcho?: boolean;
}

export interface OutputDefinition {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: unknown;
}

type Section<Entry> = Readonly<Record<string, Entry>>;

/** A template's sections, empty where it has none; `Rules` and `Metadata` are not looked at. */
export interface Template {
  /** The text itself, byte by byte. */
  readonly body: string;
  readonly description: string | undefined;
  readonly resources: Section<ResourceDefinition>;
  readonly parameters: Section<ParameterDefinition>;
  readonly mappings: Section<Section<Section<unknown>>>;
  readonly conditions: Section<unknown>;
  readonly outputs: Section<OutputDefinition>;
}

const POLICIES: Section<readonly string[]> = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate'],
  UpdateReplacePolicy: ['Delete', 'Retain'],
};

/**
 * Reads a template in JSON.
 *
 * @throws `ValidationError` for what is not JSON, has no resource, or holds what is not modelled: transforms, snapshots
 * in place of a deletion.
 */
export function parseTemplate(body: string): Template {
  // The cast: what is read of the sections is checked below, or where it is used.
  const parsed = parseJson(body) as Record<string, Section<never> | undefined>;
  const resources: Section<ResourceDefinition> = parsed.Resources ?? {};
  if (Object.keys(resources).length === 0) {
    throw validationError('Template format error: At least one Resources member must be defined.');
  }
  if (parsed.Transform !== undefined) throw validationError('Transform is not modelled: send what it makes');
  for (const [logicalId, definition] of Object.entries(resources)) checkDefinition(logicalId, definition);
  return {
    body,
    description: parsed.Description as string | undefined,
    resources,
    parameters: parsed.Parameters ?? {},
    mappings: parsed.Mappings ?? {},
    conditions: parsed.Conditions ?? {},
    outputs: parsed.Outputs ?? {},
  };
}

function parseJson(body: string): object {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Told below, as for JSON that is no object.
  }
  throw validationError('Template format error: the template is not a JSON object; YAML is not modelled');
}

function checkDefinition(logicalId: string, definition: ResourceDefinition): void {
  if (typeof definition?.Type !== 'string') {
    throw validationError(`Template format error: [/Resources/${logicalId}] has no Type`);
  }
  for (const [policy, allowed] of Object.entries(POLICIES)) {
    const value = definition[policy as 'DeletionPolicy'];
    if (value === undefined || allowed.includes(value)) continue;
    throw validationError(
      `${policy} of ${logicalId} is ${value}, but only ${allowed.join(', ')} are modelled: use one of them`,
    );
  }
}
