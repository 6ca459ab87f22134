export type Json = Readonly<Record<string, unknown>>;

/** What is done to one member or entry of a document. */
export type Mutation =
  | { readonly kind: 'replace'; readonly by: unknown }
  | { readonly kind: 'rename'; readonly to: string }
  | { readonly kind: 'add'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'remove' | 'repeat' };

type Path = readonly (string | number)[];

/** Places of every member and entry below a value. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => {
    const place = [...path, key];
    return [place, ...placesIn((value as Record<string | number, unknown>)[key], place)];
  });
}

/** A copy with the mutation at one of its places; `choice` says which, modulo their number. */
export function mutated(document: Json, choice: number, mutation: Mutation): Json {
  const copy = structuredClone(document);
  const places = placesIn(copy);
  const path = places[choice % places.length] ?? [];
  const key = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<unknown>((at, step) => (at as Json)[step], copy);
  applyMutation(parent as Record<string | number, unknown>, key, mutation);
  return copy;
}

function applyMutation(
  parent: Record<string | number, unknown>,
  key: string | number,
  mutation: Mutation,
): void {
  const value = parent[key];
  if (mutation.kind === 'replace') parent[key] = mutation.by;
  else if (mutation.kind === 'add' && typeof value === 'object' && value !== null && !Array.isArray(value))
    (value as Record<string, unknown>)[mutation.key] = mutation.value;
  else if (Array.isArray(parent))
    parent.splice(Number(key), 1, ...(mutation.kind === 'repeat' ? [value, value] : []));
  else {
    delete parent[key];
    if (mutation.kind === 'rename') parent[mutation.to] = value;
  }
}
