import type { Node, Edit as TextEdit } from 'jsonc-parser';
import { ROOM } from './print-json.ts';
import { endOfRemarks, nextSignificant, type Token } from './tokens.ts';

/** Entries or members to come, already printed, and before which child they go (the number of children: at the end). */
export interface Insertion {
  readonly index: number;
  readonly texts: readonly string[];
}

type Span = Pick<Token, 'offset' | 'end'>;

/**
 * An object or list in a text, and the edits that take children out of it and put others in. Every comment outside of what
 * is taken out stays; a child is put between two that stay, or at an end.
 */
export class Container {
  readonly #text: string;
  readonly #span: Span;
  readonly #children: readonly Span[];
  readonly #lineBreak: string;

  constructor(text: string, node: Node, lineBreak: string) {
    this.#text = text;
    this.#span = spanOf(node);
    this.#children = (node.children ?? []).map(spanOf);
    this.#lineBreak = lineBreak;
  }

  /** Whether there is nothing in it, not even a comment. */
  get isBlank(): boolean {
    return this.#children.length === 0 && !this.#hasRemarks();
  }

  /** Indentation of the lines that children are on. */
  get indent(): string {
    return indentAt(this.#text, (this.#children[0] ?? this.#span).offset);
  }

  /** Takes children out, by index, each with one comma and with the line it leaves empty. */
  removals(indices: ReadonlySet<number>): readonly TextEdit[] {
    const { offset, end } = this.#span;
    if (indices.size === this.#children.length && !this.#hasRemarks())
      return [replacement({ offset: offset + 1, end: end - 1 })];
    const lastStaying = this.#children.findLastIndex((_, index) => !indices.has(index));
    const endsWithComma = this.#commaAfter(this.#children.at(-1)) !== undefined;
    return [...indices].flatMap((index) => {
      const child = this.#children[index];
      const isFollowed = index < lastStaying || endsWithComma;
      const comma = this.#commaAfter(isFollowed ? child : this.#children[index - 1]);
      return child ? this.#removal(child, comma) : [];
    });
  }

  /** Whether so much more would not fit on the one line that everything in it is on, which has no comments. */
  isTooNarrowFor(texts: readonly string[]): boolean {
    const { offset, end } = this.#span;
    return !this.#hasLines() && !this.#hasRemarks() && end - offset + texts.join(', ').length > ROOM;
  }

  /** Puts children in and gives each child a line of its own. */
  spread({ index, texts }: Insertion): readonly TextEdit[] {
    const line = `${this.#lineBreak}${this.indent}`;
    const lines = texts.map((text) => `${line}  ${text}`).join(',');
    const moved = this.#children.map((child, at): TextEdit => {
      const offset = this.#commaAfter(this.#children[at - 1])?.end ?? this.#span.offset + 1;
      return replacement({ offset, end: child.offset }, `${at === index ? `${lines},` : ''}${line}  `);
    });
    const offset = this.#children.at(-1)?.end ?? this.#span.offset + 1;
    const atEnd = index === this.#children.length ? `,${lines}` : '';
    return [...moved, replacement({ offset, end: this.#span.end - 1 }, `${atEnd}${line}`)];
  }

  insertion({ index, texts }: Insertion): readonly TextEdit[] {
    const [before, after] = [this.#children[index - 1], this.#children[index]];
    const inside = this.#span.offset + 1;
    if (!this.#hasLines()) {
      if (before) return [insert(before.end, texts.map((text) => `, ${text}`).join(''))];
      return [insert(after?.offset ?? inside, texts.join(', ') + (after ? ', ' : ''))];
    }
    const comma = this.#commaAfter(before);
    const start = endOfRemarks(this.#text, (comma ?? before)?.end ?? inside);
    const lines = texts.map((text) => `${this.#lineBreak}${this.indent}${text}`);
    if (before && !comma) return [insert(before.end, ','), insert(start, lines.join(','))];
    const isLineEnd = /[ \t]*[\r\n]/y;
    isLineEnd.lastIndex = start;
    if (after && !isLineEnd.test(this.#text))
      return [insert(after.offset, texts.map((text) => `${text}, `).join(''))];
    return [insert(start, lines.map((line) => `${line},`).join(''))];
  }

  #removal(child: Span, comma: Span | undefined): readonly TextEdit[] {
    if (comma === undefined) return [this.#cut(child)];
    const [first, second] = comma.offset < child.offset ? [comma, child] : [child, comma];
    const isOnePiece = this.#text.slice(first.end, second.offset).trim() === '';
    if (!isOnePiece) return [this.#cut(child), replacement(comma)];
    const piece = { offset: first.offset, end: second.end };
    return [first === comma ? replacement(piece) : this.#cut(piece)];
  }

  /** Takes out a piece with the line or lines that it fills, else with the spaces behind it. */
  #cut({ offset, end }: Span): TextEdit {
    const behind = /([ \t]*)(\r\n|[\r\n])?/y;
    behind.lastIndex = end;
    const [rest = '', spaces = '', lineBreak] = behind.exec(this.#text) ?? [];
    const lineStart = lineStartAt(this.#text, offset);
    const isAlone = lineBreak !== undefined && this.#text.slice(lineStart, offset).trim() === '';
    if (isAlone) return replacement({ offset: lineStart, end: end + rest.length });
    return replacement({ offset, end: end + spaces.length });
  }

  #commaAfter(child: Span | undefined): Token | undefined {
    const next = child && nextSignificant(this.#text, child.end);
    return next?.kind === 'comma' ? next : undefined;
  }

  /** Whether the children have lines of their own. */
  #hasLines(): boolean {
    const [first] = this.#children;
    return first !== undefined && /[\r\n]/.test(this.#text.slice(this.#span.offset, first.offset));
  }

  /** Between children is nothing but commas, white space and comments. */
  #hasRemarks(): boolean {
    const starts = [this.#span.offset + 1, ...this.#children.map(({ end }) => end)];
    const ends = [...this.#children.map(({ offset }) => offset), this.#span.end - 1];
    return starts.some((start, gap) => this.#text.slice(start, ends[gap]).includes('/'));
  }
}

/** White space at the beginning of the line on which an offset is. */
export function indentAt(text: string, offset: number): string {
  const spaces = /[ \t]*/y;
  spaces.lastIndex = lineStartAt(text, offset);
  return spaces.exec(text)?.[0] ?? '';
}

export function replacement({ offset, end }: Span, content = ''): TextEdit {
  return { offset, length: end - offset, content };
}

export function spanOf({ offset, length }: Node): Span {
  return { offset, end: offset + length };
}

function insert(offset: number, content: string): TextEdit {
  return { offset, length: 0, content };
}

function lineStartAt(text: string, offset: number): number {
  const before = text.slice(0, offset);
  return Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
}
