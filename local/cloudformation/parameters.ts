import type { Parameter } from '@aws-sdk/client-cloudformation';
import { validationError } from './errors.ts';
import type { ParameterDefinition, Template } from './template.ts';

/** Where the values of a template's parameters come from. */
export interface ParameterSources {
  readonly given: readonly Parameter[];
  /** Of the revision before, for `UsePreviousValue`. */
  readonly previous: readonly Parameter[];
  /** Value in the SSM parameter store by name; throws when it has none. */
  readonly stored: (name: string) => string;
}

const STORED_TYPE = 'AWS::SSM::Parameter::Value<String>';

/**
 * The value of each parameter of a template: what was given, else its default. Patterns, ranges and allowed values are
 * not checked.
 *
 * @throws `ValidationError` for a parameter that has no value, or that the template does not have.
 */
export function parameterValues({ parameters }: Template, sources: ParameterSources): readonly Parameter[] {
  const unknown = sources.given.filter(({ ParameterKey = '' }) => !Object.hasOwn(parameters, ParameterKey));
  if (unknown.length > 0) {
    throw validationError(`Parameters: [${keysOf(unknown)}] do not exist in the template`);
  }
  const values = Object.entries(parameters).map(([key, definition]) => parameterOf(key, definition, sources));
  const missing = values.filter(({ ParameterValue }) => ParameterValue === undefined);
  if (missing.length > 0) throw validationError(`Parameters: [${keysOf(missing)}] must have values`);
  return values;
}

function parameterOf(
  ParameterKey: string,
  definition: ParameterDefinition,
  sources: ParameterSources,
): Parameter {
  const find = (list: readonly Parameter[]) => list.find((one) => one.ParameterKey === ParameterKey);
  const given = find(sources.given);
  const value = given?.UsePreviousValue ? find(sources.previous)?.ParameterValue : given?.ParameterValue;
  const ParameterValue = value ?? definition.Default?.toString();
  if (ParameterValue === undefined || definition.Type !== STORED_TYPE)
    return { ParameterKey, ParameterValue };
  return { ParameterKey, ParameterValue, ResolvedValue: storedValue(ParameterValue, sources) };
}

function storedValue(name: string, { stored }: ParameterSources): string {
  try {
    return stored(name);
  } catch {
    throw validationError(`Unable to fetch parameters [${name}] from parameter store for this account.`);
  }
}

function keysOf(parameters: readonly Parameter[]): string {
  return parameters.map(({ ParameterKey }) => ParameterKey).join(', ');
}
