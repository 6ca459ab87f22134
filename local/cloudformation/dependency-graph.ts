/** What must be visited before each key; keys that are only named as a prerequisite are not part of the graph. */
export type DependencyGraph<Key> = ReadonlyMap<Key, readonly Key[]>;

/**
 * Visits every key after its prerequisites, and what is independent of each other at the same time. A visit that
 * answers false, because it failed or was not wanted any more, keeps what depends on it from being visited.
 *
 * @returns whether every visit was made and answered true.
 */
export async function visitInOrder<Key>(
  graph: DependencyGraph<Key>,
  visit: (key: Key) => Promise<boolean>,
): Promise<boolean> {
  const visits = new Map<Key, Promise<boolean>>();
  const visited = (key: Key): Promise<boolean> => {
    const begun = visits.get(key);
    if (begun !== undefined) return begun;
    const prerequisites = (graph.get(key) ?? []).filter((one) => graph.has(one));
    const done = Promise.all(prerequisites.map(visited)).then((all) => all.every(Boolean) && visit(key));
    visits.set(key, done);
    return done;
  };
  return (await Promise.all([...graph.keys()].map(visited))).every(Boolean);
}

/** Keys in an order that has prerequisites first, and those of them that wait for each other and so have no place. */
export function ordered<Key>(graph: DependencyGraph<Key>): {
  readonly order: readonly Key[];
  readonly circular: readonly Key[];
} {
  const order = new Set<Key>();
  const waiting = new Set(graph.keys());
  const isFree = (key: Key): boolean => (graph.get(key) ?? []).every((one) => !waiting.has(one));
  for (let free = [...waiting].filter(isFree); free.length > 0; free = [...waiting].filter(isFree)) {
    for (const key of free) {
      order.add(key);
      waiting.delete(key);
    }
  }
  return { order: [...order], circular: [...waiting] };
}
