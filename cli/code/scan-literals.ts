import { type Bracket, Calls, type LiteralCall } from './calls.ts';
import type { Language, StringSyntax } from './language.ts';
import { LookBack } from './look-back.ts';
import { regularExpressionEnd } from './regular-expression.ts';

/** A string literal without anything interpolated. */
export interface Literal {
  /** What stands between the quotes, escapes as they are written. */
  readonly value: string;
  /** Where the value begins in the text. */
  readonly offset: number;
  /** The call that it is an argument of, by itself. */
  readonly call: LiteralCall | undefined;
}

/**
 * Finds the string literals of a source text; comments do not count. The text may be UTF-8 read as Latin-1: whatever
 * tells tokens apart is ASCII. Never throws: what does not close, such as an apostrophe in text between tags, ends at the
 * end of its line and is no literal.
 */
export function scanLiterals(text: string, language: Language): readonly Literal[] {
  return new LiteralScanner(text, language).all();
}

/** What a character may begin; whatever else there is, is passed over, and looked back at where it matters. */
const [PASSED, QUOTE, SLASH, HASH, OPEN, CLOSE, COMMA] = [0, 1, 2, 3, 4, 5, 6];

/** By code of a character. */
const CLASSES = new Uint8Array(0x10000);
for (const [at, characters] of ['"\'`', '/', '#', '([{', ')]}', ','].entries()) {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = at + 1;
}

class LiteralScanner {
  readonly #text: string;
  readonly #language: Language;
  readonly #back: LookBack;
  readonly #calls: Calls;
  readonly #literals: Literal[] = [];
  /** Strings with code inside, which go on where its bracket is closed. */
  readonly #interrupted: StringSyntax[] = [];
  #at = 0;

  constructor(text: string, language: Language) {
    this.#text = text;
    this.#language = language;
    this.#back = new LookBack(text);
    this.#calls = new Calls(text, this.#back);
  }

  all(): readonly Literal[] {
    const { length } = this.#text;
    for (this.#pass(); this.#at < length; this.#pass()) this.#step();
    return this.#literals;
  }

  #pass(): void {
    const text = this.#text;
    let at = this.#at;
    while (at < text.length && CLASSES[text.charCodeAt(at)] === PASSED) at += 1;
    this.#at = at;
  }

  #step(): void {
    switch (CLASSES[this.#text.charCodeAt(this.#at)]) {
      case QUOTE:
        this.#string();
        return;
      case SLASH:
      case HASH:
        this.#comment();
        return;
      case OPEN:
        this.#calls.open(this.#text.charAt(this.#at) as Bracket, this.#at);
        break;
      case CLOSE:
        this.#close();
        return;
      case COMMA:
        this.#calls.comma();
        break;
    }
    this.#at += 1;
  }

  #string(): void {
    const start = this.#at;
    const syntax = this.#syntax(start);
    if (syntax === undefined || this.#isApostrophe(start)) {
      this.#at += 1;
      return;
    }
    this.#at += syntax.open.length;
    if (this.#readString(syntax) !== 'whole') return;
    const [from, to] = [start + syntax.open.length, this.#at - syntax.close.length];
    const call = this.#calls.ofLiteral(start, this.#at);
    this.#literals.push({ value: this.#text.slice(from, to), offset: from, call });
  }

  /** How a string that begins here is written, by its prefix and its quotes. */
  #syntax(start: number): StringSyntax | undefined {
    const { prefixed, strings } = this.#language;
    const prefix = prefixed && this.#back.word(start - 1).toLowerCase();
    const fitting = (prefix && prefixed?.get(prefix)) || strings;
    for (const syntax of fitting) if (this.#text.startsWith(syntax.open, start)) return syntax;
    return undefined;
  }

  /** Between tags, `Don't` opens no string: in code only a keyword stands that close to one. */
  #isApostrophe(start: number): boolean {
    return (
      this.#language.isJavaScript === true && this.#text[start] === "'" && this.#back.isNameBefore(start)
    );
  }

  /** Goes to behind the string's end, to the code inside it, or to the end of a line that may not be in it. */
  #readString(syntax: StringSyntax): 'whole' | 'interrupted' | 'unclosed' {
    const { close, escapes, multiline } = syntax;
    const last = close.charAt(0);
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at];
      if (escapes && character === '\\') this.#at += 1;
      else if (character === '\n' && !multiline) return 'unclosed';
      else if (character === last && this.#text.startsWith(close, this.#at)) {
        this.#at += close.length;
        return 'whole';
      } else if (syntax.interpolation && this.#interrupts(syntax.interpolation)) {
        this.#interrupted.push(syntax);
        return 'interrupted';
      }
    }
    return 'unclosed';
  }

  #interrupts(opening: string): boolean {
    if (!this.#text.startsWith(opening, this.#at)) return false;
    this.#at += opening.length;
    // A doubled brace of a formatted string of Python is a brace.
    if (opening === '{' && this.#text[this.#at] === '{') return false;
    this.#calls.open('${', this.#at);
    return true;
  }

  #close(): void {
    const closed = this.#calls.close(this.#at);
    this.#at += 1;
    const syntax = closed === '${' ? this.#interrupted.pop() : undefined;
    if (syntax) this.#readString(syntax);
  }

  #comment(): void {
    const { lineComment, blockComment } = this.#language;
    const start = this.#at;
    if (this.#text.startsWith(lineComment, start)) this.#skipTo('\n', start);
    else if (blockComment && this.#text.startsWith(blockComment[0], start)) {
      this.#skipTo(blockComment[1], start + blockComment[0].length);
    } else {
      this.#at = this.#regularExpressionEnd(start) ?? start + 1;
      return;
    }
    this.#back.comment(start, this.#at);
  }

  #regularExpressionEnd(start: number): number | undefined {
    if (this.#language.isJavaScript !== true) return undefined;
    const mayBegin = this.#back.mayBeginExpression(start) || this.#calls.isBehindCondition(start);
    return mayBegin ? regularExpressionEnd(this.#text, start) : undefined;
  }

  #skipTo(ending: string, from: number): void {
    const end = this.#text.indexOf(ending, from);
    this.#at = end < 0 ? this.#text.length : end + ending.length;
  }
}
