import { Calls, type LiteralCall } from './calls.ts';
import type { Language, StringSyntax } from './language.ts';
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

/** What a character begins. Everything beyond ASCII may stand in a name. */
type CharacterClass = 'space' | 'word' | 'string' | 'slash' | 'hash' | 'open' | 'close' | 'other';

const CLASSES: readonly CharacterClass[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/\s/.test(character)) return 'space';
  if (/[\w$]/.test(character)) return 'word';
  if ('"\'`'.includes(character)) return 'string';
  if ('([{'.includes(character)) return 'open';
  if (')]}'.includes(character)) return 'close';
  if (character === '/') return 'slash';
  return character === '#' ? 'hash' : 'other';
});

class LiteralScanner {
  readonly #text: string;
  readonly #language: Language;
  readonly #calls: Calls;
  readonly #literals: Literal[] = [];
  /** Strings with code inside, which go on where its bracket is closed. */
  readonly #interrupted: StringSyntax[] = [];
  #at = 0;

  constructor(text: string, language: Language) {
    this.#text = text;
    this.#language = language;
    this.#calls = new Calls(text);
  }

  all(): readonly Literal[] {
    while (this.#at < this.#text.length) this.#step();
    return this.#literals;
  }

  #step(): void {
    switch (CLASSES[this.#text.charCodeAt(this.#at)] ?? 'word') {
      case 'space':
        this.#at += 1;
        return;
      case 'word':
        this.#word();
        return;
      case 'string':
        this.#string(this.#language.strings);
        return;
      case 'slash':
      case 'hash':
        this.#commentOrOther();
        return;
      case 'close':
        this.#close();
        return;
      default:
        this.#other();
    }
  }

  #word(): void {
    const start = this.#at;
    while (CLASSES[this.#text.charCodeAt(this.#at)] === 'word' || this.#text.charCodeAt(this.#at) >= 128) {
      this.#at += 1;
    }
    const next = this.#text[this.#at];
    const isPrefix = this.#language.prefixed && (next === '"' || next === "'") && this.#at - start <= 2;
    const prefix = isPrefix ? this.#text.slice(start, this.#at).toLowerCase() : '';
    const strings = this.#language.prefixed?.[prefix];
    if (strings) this.#string(strings);
    else this.#calls.word(start, this.#at);
  }

  #string(strings: readonly StringSyntax[]): void {
    const syntax = strings.find(({ open }) => this.#text.startsWith(open, this.#at));
    if (syntax === undefined || this.#isApostrophe()) {
      this.#other();
      return;
    }
    this.#at += syntax.open.length;
    const start = this.#at;
    if (this.#readString(syntax) !== 'plain') return;
    const end = this.#at - syntax.close.length;
    const call = this.#calls.literal(this.#at);
    this.#literals.push({ value: this.#text.slice(start, end), offset: start, call });
  }

  /** Between tags, `Don't` opens no string: in code only a keyword stands that close to one. */
  #isApostrophe(): boolean {
    return (
      this.#language.isJavaScript === true &&
      this.#text[this.#at] === "'" &&
      this.#calls.isNameEnding(this.#at)
    );
  }

  /** Goes to behind the string's end, or to where it is interrupted; `plain` if the string was read whole. */
  #readString(syntax: StringSyntax): 'plain' | 'interrupted' | 'unclosed' {
    const { close, escapes, multiline } = syntax;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at];
      if (escapes && character === '\\') this.#at += 1;
      else if (character === '\n' && !multiline) return 'unclosed';
      else if (this.#text.startsWith(close, this.#at)) {
        this.#at += close.length;
        return 'plain';
      } else if (this.#interrupts(syntax)) return 'interrupted';
    }
    return 'unclosed';
  }

  #interrupts(syntax: StringSyntax): boolean {
    const opening = syntax.interpolation;
    if (opening === undefined || !this.#text.startsWith(opening, this.#at)) return false;
    this.#at += opening.length;
    // A doubled brace of a formatted string of Python is a brace.
    if (opening === '{' && this.#text[this.#at] === '{') return false;
    this.#interrupted.push(syntax);
    this.#calls.open('${', this.#at);
    return true;
  }

  #close(): void {
    const closed = this.#calls.close(this.#text[this.#at] ?? '');
    this.#at += 1;
    const syntax = closed === '${' ? this.#interrupted.pop() : undefined;
    if (syntax === undefined) return;
    this.#readString(syntax);
    this.#calls.value();
  }

  #commentOrOther(): void {
    const { lineComment, blockComment } = this.#language;
    if (this.#text.startsWith(lineComment, this.#at)) this.#skipTo('\n');
    else if (blockComment && this.#text.startsWith(blockComment[0], this.#at)) {
      this.#at += blockComment[0].length;
      this.#skipTo(blockComment[1]);
    } else this.#regularExpressionOrOther();
  }

  #regularExpressionOrOther(): void {
    const mayBegin = this.#language.isJavaScript === true && this.#calls.mayBeginExpression();
    const end = mayBegin ? regularExpressionEnd(this.#text, this.#at) : undefined;
    if (end === undefined) {
      this.#other();
      return;
    }
    this.#at = end;
    this.#calls.value();
  }

  #skipTo(ending: string): void {
    const end = this.#text.indexOf(ending, this.#at);
    this.#at = end < 0 ? this.#text.length : end + ending.length;
  }

  #other(): void {
    const character = this.#text[this.#at] ?? '';
    if ('([{'.includes(character)) this.#calls.open(character, this.#at);
    else this.#calls.punctuation(character);
    this.#at += 1;
  }
}
