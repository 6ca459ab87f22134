import type { Node } from 'jsonc-parser';
import type { Issue } from '../../core/document/issue.ts';

/** A place in a text as editors show it: both from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** An issue and where it stands in the text. */
export type PlacedIssue = Issue & Position;

/** Finds places in a JSON text. */
export class Positions {
  readonly #lineStarts: readonly number[];
  readonly #root: Node | undefined;
  /** Members by name, of the objects that were looked into. */
  readonly #members = new Map<Node, ReadonlyMap<string, Node>>();

  /** Without a `root`, every pointer is at the start of the text. */
  constructor(text: string, root: Node | undefined) {
    this.#lineStarts = [0, ...[...text.matchAll(/\r\n|[\r\n]/g)].map((end) => end.index + end[0].length)];
    this.#root = root;
  }

  at(offset: number): Position {
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }

  /** Place of the value at a JSON pointer; of its nearest parent when it is missing. */
  of(pointer: string): Position {
    let node = this.#root;
    for (const step of stepsOf(pointer)) {
      const next = node && this.#below(node, step);
      if (next === undefined) break;
      node = next;
    }
    return this.at(node?.offset ?? 0);
  }

  place(issues: readonly Issue[]): readonly PlacedIssue[] {
    return issues.map((issue) => ({ ...issue, ...this.of(issue.pointer) }));
  }

  #below(node: Node, step: string): Node | undefined {
    if (node.type === 'array') return /^\d+$/.test(step) ? node.children?.[Number(step)] : undefined;
    if (node.type !== 'object') return undefined;
    const members = this.#members.get(node) ?? membersOf(node);
    this.#members.set(node, members);
    return members.get(step);
  }
}

/** Values by name; where a name occurs twice, the last one, which is the one that `JSON.parse` takes. */
function membersOf(object: Node): ReadonlyMap<string, Node> {
  return new Map(
    (object.children ?? []).flatMap((property): [string, Node][] => {
      const [name, value] = property.children ?? [];
      return name && value ? [[name.value, value]] : [];
    }),
  );
}

function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
