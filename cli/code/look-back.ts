/** What is called, by the last part of its name. */
export interface Callee {
  readonly name: string;
  /** Whether it is called on something. */
  readonly isMember: boolean;
}

/** Words of JavaScript that an expression may follow. */
const BEFORE_EXPRESSION = new Set(
  'return typeof case in of delete void throw new else do instanceof yield await default import from as extends'.split(
    ' ',
  ),
);
const BEFORE_OPERAND = '(,=:[{!&|?;+-*%~^';
/** By code of a character: names, to which everything beyond ASCII belongs. */
const WORD = codesOf(/[\w$]/).fill(1, 0x80);
const SPACE = codesOf(/\s/);
/** Type arguments that are longer are not looked behind. */
const TYPE_ARGUMENTS = 200;

/** Reads a text backwards from where a scanner stands, past white space and the comments that it has told of. */
export class LookBack {
  readonly #text: string;
  readonly #comments: { readonly start: number; readonly end: number }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Comments are told of in their order. */
  comment(start: number, end: number): void {
    this.#comments.push({ start, end });
  }

  /** Offset of the last character before an offset that is neither white space nor comment; -1 without one. */
  significant(offset: number): number {
    let at = this.#pastSpace(offset - 1);
    for (let index = this.#comments.length - 1; index >= 0; index -= 1) {
      const comment = this.#comments[index];
      if (comment === undefined || at >= comment.end) break;
      if (at >= comment.start) at = this.#pastSpace(comment.start - 1);
    }
    return at;
  }

  /** The name that ends with the character at an offset; empty if it is of no name. */
  word(last: number): string {
    let start = last + 1;
    while (start > 0 && WORD[this.#text.charCodeAt(start - 1)] === 1) start -= 1;
    return this.#text.slice(start, last + 1);
  }

  /** What the parenthesis at an offset calls, type arguments between them or not. */
  callee(parenthesis: number): Callee | undefined {
    let last = this.significant(parenthesis);
    if (this.#text[last] === '>') last = this.significant(this.#typeArgumentsBefore(last));
    const name = this.word(last);
    if (name === '') return undefined;
    return { name, isMember: this.#text[this.significant(last + 1 - name.length)] === '.' };
  }

  /** In JavaScript: whether an expression may begin at an offset, so that a slash there opens a regular expression. */
  mayBeginExpression(offset: number): boolean {
    const last = this.significant(offset);
    if (last < 0) return true;
    const character = this.#text.charAt(last);
    const before = this.#text.charAt(last - 1);
    if (character === '>') return before === '=';
    if (character === '+' || character === '-') return before !== character;
    // A negation stands right before what it negates; behind an operand and before a division, it is TypeScript's.
    if (character === '!' && last < offset - 1) return !isOperandEnd(before);
    return BEFORE_OPERAND.includes(character) || BEFORE_EXPRESSION.has(this.word(last));
  }

  /** In JavaScript: whether a name, which no string may follow, ends right before an offset. */
  isNameBefore(offset: number): boolean {
    const name = this.word(offset - 1);
    return name !== '' && !BEFORE_EXPRESSION.has(name);
  }

  #pastSpace(offset: number): number {
    let at = offset;
    while (at >= 0 && SPACE[this.#text.charCodeAt(at)] === 1) at -= 1;
    return at;
  }

  /** Where the type arguments that end at an offset begin. */
  #typeArgumentsBefore(end: number): number {
    let depth = 0;
    for (let at = end; at >= Math.max(0, end - TYPE_ARGUMENTS); at -= 1) {
      if (this.#text[at] === '>' && this.#text[at - 1] !== '=') depth += 1;
      if (this.#text[at] === '<') depth -= 1;
      if (depth === 0) return at;
    }
    return end;
  }
}

function isOperandEnd(character: string): boolean {
  return character === ')' || character === ']' || WORD[character.charCodeAt(0)] === 1;
}

function codesOf(ascii: RegExp): Uint8Array {
  const codes = new Uint8Array(0x10000);
  for (let code = 0; code < 0x80; code += 1) codes[code] = Number(ascii.test(String.fromCharCode(code)));
  return codes;
}
