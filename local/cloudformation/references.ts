import { validationError } from './errors.ts';
import {
  attributeReference,
  functionCallOf,
  type Reference,
  replacePlaceholders,
  substitutionOf,
} from './function-call.ts';
import { CONDITION_FUNCTIONS, FUNCTION_NAMES } from './intrinsics.ts';

/**
 * Every reference in a value, those in `Fn::Sub` too, whichever branch of an `Fn::If` they are in.
 *
 * @throws `ValidationError` for a function or a dynamic reference that is not modelled.
 */
export function referencesOf(value: unknown): readonly Reference[] {
  if (typeof value === 'string') return checkText(value);
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (typeof value !== 'object' || value === null) return [];
  const call = functionCallOf(value);
  if (call === undefined) return Object.values(value).flatMap(referencesOf);
  const { name, argument } = call;
  if (name === 'Ref') return [{ name: String(argument) }];
  if (name === 'Fn::GetAtt') return [attributeReference(argument)];
  if (name === 'Fn::Sub') return substituted(argument);
  const modelled = [...FUNCTION_NAMES, ...CONDITION_FUNCTIONS];
  if (modelled.includes(name)) return referencesOf(argument);
  throw validationError(`got the function ${name}, but only ${modelled.join(', ')} are modelled`);
}

function substituted(argument: unknown): readonly Reference[] {
  const { text, variables } = substitutionOf(argument);
  const references: Reference[] = [];
  replacePlaceholders(text, (reference) => references.push(reference));
  const foreign = references.filter(({ name }) => !Object.hasOwn(variables, name));
  return [...foreign, ...referencesOf(variables)];
}

function checkText(text: string): readonly Reference[] {
  if (!text.includes('{{resolve:')) return [];
  throw validationError(`got the dynamic reference ${text}, which is not modelled`);
}
