/** What a template's references stand for. */
export interface References {
  ref(logicalId: string): string;
  attribute(logicalId: string, name: string): string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The value with its intrinsic functions carried out: `Ref`, `Fn::GetAtt`, `Fn::Join`, `Fn::Sub`. Throws an `Error`
 * naming any other one.
 */
export function resolveIntrinsics(value: unknown, references: References): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolveIntrinsics(entry, references));
  if (typeof value !== 'object' || value === null) return value;
  const [only, ...others] = Object.entries(value);
  if (only && others.length === 0 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
    return resolveFunction(only[0], only[1], references);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, resolveIntrinsics(entry, references)]),
  );
}

/** Logical ids and pseudo parameters that a value refers to. */
export function referencedIds(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencedIds);
  if (typeof value !== 'object' || value === null) return [];
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as Json;
  if (typeof ref === 'string') return [ref];
  if (Array.isArray(attribute)) return [String(attribute[0])];
  if (typeof text === 'string') return [...text.matchAll(/\$\{([\w:]+)/g)].map((match) => match[1] ?? '');
  return Object.values(value).flatMap(referencedIds);
}

function resolveFunction(name: string, argument: unknown, references: References): unknown {
  switch (name) {
    case 'Ref':
      return references.ref(String(argument));
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = argument as readonly [string, string];
      return references.attribute(logicalId, attribute);
    }
    case 'Fn::Join': {
      const [separator, parts] = argument as readonly [string, readonly unknown[]];
      return parts.map((part) => String(resolveIntrinsics(part, references))).join(separator);
    }
    case 'Fn::Sub':
      return String(argument).replaceAll(
        /\$\{([\w:]+)(?:\.(\w+))?\}/g,
        (_, logicalId: string, attribute?: string) =>
          attribute === undefined ? references.ref(logicalId) : references.attribute(logicalId, attribute),
      );
    default:
      throw new Error(
        `${name} is not understood here: the rehearsal knows Ref, Fn::GetAtt, Fn::Join and Fn::Sub`,
      );
  }
}
