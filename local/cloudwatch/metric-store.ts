import { Series } from './series.ts';

/** A dimension's name and value. */
export type DimensionPair = readonly [name: string, value: string];

/** All metrics of one namespace and one set of dimensions. */
export interface MetricGroup {
  readonly namespace: string;
  /** In the order of their names. */
  readonly dimensions: readonly DimensionPair[];
  readonly metrics: Map<string, Series>;
}

/** Every metric put so far. A metric is its namespace, its name and exactly its dimensions, in whatever order. */
export class MetricStore {
  readonly #groups = new Map<string, MetricGroup>();

  /** The group of these dimensions, made if it is new. */
  group(namespace: string, dimensions: readonly DimensionPair[]): MetricGroup {
    const ordered = inOrder(dimensions);
    const key = keyOf(namespace, ordered);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { namespace, dimensions: ordered, metrics: new Map() };
      this.#groups.set(key, group);
    }
    return group;
  }

  find(namespace: string, name: string, dimensions: readonly DimensionPair[]): Series | undefined {
    return this.#groups.get(keyOf(namespace, inOrder(dimensions)))?.metrics.get(name);
  }

  groups(): Iterable<MetricGroup> {
    return this.#groups.values();
  }
}

/** The metric's series within its group, made if it is new. */
export function seriesOf(group: MetricGroup, name: string): Series {
  let series = group.metrics.get(name);
  if (series === undefined) {
    series = new Series();
    group.metrics.set(name, series);
  }
  return series;
}

function inOrder(dimensions: readonly DimensionPair[]): readonly DimensionPair[] {
  return dimensions.length < 2 ? dimensions : [...dimensions].sort((a, b) => (a[0] < b[0] ? -1 : 1));
}

/** NUL cannot occur in a CloudWatch name, so two different sets never share a key. */
function keyOf(namespace: string, ordered: readonly DimensionPair[]): string {
  let key = namespace;
  for (const [name, value] of ordered) key += `\0${name}\0${value}`;
  return key;
}
