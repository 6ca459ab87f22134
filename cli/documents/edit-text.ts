import { applyEdits, type Node, type Edit as TextEdit } from 'jsonc-parser';
import type { Edit, JsonPath } from '../../core/document/json-edits.ts';
import { FLAG_KEYS, PIN_KEYS } from '../../core/document/parse-flag.ts';
import { DOCUMENT_KEYS } from '../../core/document/parse-flag-document.ts';
import { SPLIT_RULE_KEYS } from '../../core/document/parse-rule.ts';
import { Container, indentAt, replacement, spanOf } from './container.ts';
import { printJson, printMember } from './print-json.ts';

/** Where a new member goes among those that are there; members of another name come last. */
const ORDER: readonly string[] = [...DOCUMENT_KEYS, ...FLAG_KEYS, ...SPLIT_RULE_KEYS, ...PIN_KEYS];

/** A child to come; without a name where it goes into a list. */
interface Addition {
  readonly index: number;
  readonly name?: string;
  readonly value: unknown;
}

/** What happens to the children of one object or list. */
interface Changes {
  readonly removed: Set<number>;
  readonly added: Addition[];
}

/**
 * The text with the edits made, and everything else as it was: comments, layout, line breaks. `root` is the tree of the
 * text, without mistakes, and the edits are of its value. Throws when they are not.
 */
export function editText(text: string, root: Node, edits: readonly Edit[]): string {
  const editor = new TextEditor(text, root);
  for (const edit of edits) editor.add(edit);
  return applyEdits(text, [...editor.edits()]);
}

class TextEditor {
  readonly #text: string;
  readonly #root: Node;
  readonly #lineBreak: string;
  readonly #replaced: TextEdit[] = [];
  readonly #changes = new Map<Node, Changes>();

  constructor(text: string, root: Node) {
    this.#text = text;
    this.#root = root;
    this.#lineBreak = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  }

  add(edit: Edit): void {
    const parent = nodeAt(this.#root, edit.path.slice(0, -1));
    const key = edit.path.at(-1);
    const at = key === undefined ? -1 : childIndex(parent, key);
    const child = parent.children?.[at];
    if (edit.kind === 'remove') this.#of(parent).removed.add(at);
    else if (key === undefined) this.#replace(parent, edit.value);
    else if (edit.kind === 'insert') this.#of(parent).added.push({ index: Number(key), value: edit.value });
    else if (child) this.#replace(child.children?.[1] ?? child, edit.value);
    else
      this.#of(parent).added.push({
        index: placeOf(parent, String(key)),
        name: String(key),
        value: edit.value,
      });
  }

  *edits(): Generator<TextEdit> {
    yield* this.#replaced;
    for (const [node, changes] of this.#changes) yield* this.#childEdits(node, changes);
  }

  *#childEdits(node: Node, { removed, added }: Changes): Generator<TextEdit> {
    const container = new Container(this.#text, node, this.#lineBreak);
    // A list's edits have removals and insertions apart already; an object's members have no order to tell them apart by.
    const swapped = node.type === 'object' ? [...removed].slice(0, added.length) : [];
    for (const [nth, index] of swapped.entries()) {
      const [old, next] = [node.children?.[index], added[nth]];
      if (old && next) yield replacement(spanOf(old), this.#print(next, container.indent));
      removed.delete(index);
    }
    const rest = added.slice(swapped.length);
    if (removed.size > 0) yield* container.removals(removed);
    if (rest.length > 0 && container.isBlank) yield this.#filled(node, rest);
    else yield* this.#insertions(container, rest, removed.size === 0);
  }

  *#insertions(container: Container, added: readonly Addition[], isAll: boolean): Generator<TextEdit> {
    const indices = new Set(added.map(({ index }) => index));
    for (const index of indices) {
      const group = added.filter((addition) => addition.index === index);
      const texts = group.map((addition) => this.#print(addition, container.indent));
      const isSpread = isAll && indices.size === 1 && container.isTooNarrowFor(texts);
      yield* isSpread ? container.spread({ index, texts }) : container.insertion({ index, texts });
    }
  }

  /** An empty object or list with its first children. */
  #filled(node: Node, added: readonly Addition[]): TextEdit {
    const values = added.map(({ value }) => value);
    const members = added.map(({ name = '', value }) => [name, value]);
    const value = node.type === 'array' ? values : Object.fromEntries(members);
    return replacement(spanOf(node), printJson(value, indentAt(this.#text, node.offset), this.#lineBreak));
  }

  #print({ name, value }: Addition, indent: string): string {
    if (name === undefined) return printJson(value, indent, this.#lineBreak);
    return printMember(name, value, indent, this.#lineBreak);
  }

  #replace(node: Node, value: unknown): void {
    const indent = indentAt(this.#text, node.offset);
    this.#replaced.push(replacement(spanOf(node), printJson(value, indent, this.#lineBreak)));
  }

  #of(node: Node): Changes {
    const known = this.#changes.get(node) ?? { removed: new Set(), added: [] };
    this.#changes.set(node, known);
    return known;
  }
}

function nodeAt(root: Node, path: JsonPath): Node {
  let node = root;
  for (const step of path) {
    const child = node.children?.[childIndex(node, step)];
    if (child === undefined) throw new Error(`the text has nothing at ${path.join('.')}`);
    node = child.children && node.type === 'object' ? (child.children[1] ?? child) : child;
  }
  return node;
}

/** −1 where there is no such member. */
function childIndex({ type, children = [] }: Node, key: string | number): number {
  if (type === 'array') return Number(key);
  return children.findIndex((property) => nameOf(property) === key);
}

function placeOf({ children = [] }: Node, name: string): number {
  return children.findLastIndex((property) => rank(nameOf(property)) <= rank(name)) + 1;
}

function rank(name: string): number {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}

function nameOf(property: Node): string {
  return String(property.children?.[0]?.value);
}
