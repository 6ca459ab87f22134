import { validationError } from './errors.ts';
import {
  attributeReference,
  type FunctionCall,
  functionCallOf,
  replacePlaceholders,
  substitutionOf,
} from './function-call.ts';

/** Stands in a forecast for what only the execution will know, as in AWS's change sets. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** What the names in a template mean. Each throws `ValidationError` for a name that means nothing. */
export interface Scope {
  /** Value of a parameter, a pseudo parameter or a resource; undefined for `AWS::NoValue`. */
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(keys: readonly string[]): unknown;
}

/** Carries out the intrinsic functions in a value; members and items without a value (`AWS::NoValue`) are left out. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const call = functionCallOf(value);
  if (call !== undefined) return carriedOut(call, scope);
  const members = Object.entries(value).map(([name, member]) => [name, resolve(member, scope)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

/** Whether a condition expression holds. */
export function holds(expression: unknown, scope: Scope): boolean {
  const [name = '', argument] = Object.entries((expression as object | null) ?? {})[0] ?? [];
  const parts = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  switch (name) {
    case 'Condition':
      return scope.condition(String(argument));
    case 'Fn::Equals': {
      const [left, right] = parts.map((part) => JSON.stringify(resolve(part, scope)));
      return left === right;
    }
    case 'Fn::And':
      return parts.every((part) => holds(part, scope));
    case 'Fn::Or':
      return parts.some((part) => holds(part, scope));
    case 'Fn::Not':
      return !holds(parts[0], scope);
    default:
      throw validationError(`got ${JSON.stringify(expression)} as a condition, which is not modelled`);
  }
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const FUNCTIONS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(String(name)),
  'Fn::GetAtt': (argument, scope) => {
    const { name, attribute } = attributeReference(argument);
    return scope.attribute(name, attribute);
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = listOf(argument, 'Fn::If');
    return resolve(scope.condition(String(condition)) ? whenTrue : whenFalse, scope);
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, parts] = argumentsOf('Fn::Join', argument, scope);
    return isUnknown(parts) ? KNOWN_AFTER_APPLY : listOf(parts, 'Fn::Join').join(String(delimiter));
  },
  'Fn::Sub': substitute,
  'Fn::Select': (argument, scope) => {
    const [index, parts] = argumentsOf('Fn::Select', argument, scope);
    if (isUnknown(parts)) return KNOWN_AFTER_APPLY;
    const selected = listOf(parts, 'Fn::Select')[Number(index)];
    if (selected === undefined) {
      throw validationError(
        `Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`,
      );
    }
    return selected;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, text] = argumentsOf('Fn::Split', argument, scope);
    return isUnknown(text) ? KNOWN_AFTER_APPLY : String(text).split(String(delimiter));
  },
  'Fn::FindInMap': (argument, scope) =>
    scope.mapping(argumentsOf('Fn::FindInMap', argument, scope).map(String)),
  'Fn::Base64': (argument, scope) => {
    const text = resolve(argument, scope);
    return isUnknown(text) ? KNOWN_AFTER_APPLY : Buffer.from(String(text)).toString('base64');
  },
};

/** Functions that give a value. */
export const FUNCTION_NAMES: readonly string[] = Object.keys(FUNCTIONS);

/** Functions that make a condition of others. */
export const CONDITION_FUNCTIONS: readonly string[] = ['Fn::Equals', 'Fn::And', 'Fn::Or', 'Fn::Not'];

function carriedOut({ name, argument }: FunctionCall, scope: Scope): unknown {
  const intrinsic = FUNCTIONS[name];
  if (intrinsic === undefined) throw validationError(`got ${name} where a value is wanted`);
  return intrinsic(argument, scope);
}

function substitute(argument: unknown, scope: Scope): string {
  const { text, variables } = substitutionOf(argument);
  const own = resolve(variables, scope) as Readonly<Record<string, unknown>>;
  return replacePlaceholders(text, ({ name, attribute }) => {
    if (attribute !== undefined) return scope.attribute(name, attribute);
    return Object.hasOwn(own, name) ? own[name] : scope.ref(name);
  });
}

function argumentsOf(name: string, argument: unknown, scope: Scope): readonly unknown[] {
  return listOf(resolve(argument, scope), name);
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw validationError(`Template error: ${name} takes a list, got ${JSON.stringify(value)}`);
}

function isUnknown(value: unknown): boolean {
  return typeof value === 'string' && value.includes(KNOWN_AFTER_APPLY);
}
