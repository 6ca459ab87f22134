import type { Callee, LookBack } from './look-back.ts';

/** The call that a literal is an argument of, by itself and not as a part of an expression. */
export interface LiteralCall {
  /** Last part of what is called. */
  readonly name: string;
  /** Whether it is called on something, as in `client.getStringValue`. */
  readonly isMember: boolean;
  /** Place among the arguments, from 0. */
  readonly argument: number;
  /** Name that the argument is passed by. */
  readonly keyword: string | undefined;
  /** Whether no argument before it is a literal. */
  readonly isFirstLiteral: boolean;
  /** Whether another argument follows. */
  readonly hasNext: boolean;
}

/** Statements of JavaScript whose parentheses an expression may follow. */
const CONDITIONAL = new Set(['if', 'while', 'for', 'with']);

/** `${` stands for whatever opens code inside a string. */
export type Bracket = '(' | '[' | '{' | '${';

interface Frame {
  readonly bracket: Bracket;
  readonly offset: number;
  argument: number;
  hasLiteral: boolean;
  /** Absent until it is asked for, `null` where nothing is called. */
  callee?: Callee | null;
}

/** Follows the brackets of a text and knows which call a literal is in. */
export class Calls {
  readonly #text: string;
  readonly #back: LookBack;
  readonly #frames: Frame[] = [];
  /** Where the last parenthesis that was closed begins and ends. */
  #closed = { start: -1, end: -1 };

  constructor(text: string, back: LookBack) {
    this.#text = text;
    this.#back = back;
  }

  comma(): void {
    const frame = this.#frames.at(-1);
    if (frame) frame.argument += 1;
  }

  open(bracket: Bracket, offset: number): void {
    this.#frames.push({ bracket, offset, argument: 0, hasLiteral: false });
  }

  /** Closes the nearest bracket that fits the one at an offset, and what is open inside; which one it was, if there is one. */
  close(end: number): Bracket | undefined {
    const character = this.#text.charAt(end);
    for (let at = this.#frames.length - 1; at >= 0; at -= 1) {
      const frame = this.#frames[at];
      if (frame !== undefined && fits(frame.bracket, character)) {
        this.#frames.length = at;
        if (frame.bracket === '(') this.#closed = { start: frame.offset, end };
        return frame.bracket;
      }
      // What stands inside a string closes nothing outside it.
      if (frame?.bracket === '${') return undefined;
    }
    return undefined;
  }

  /** In JavaScript: whether the parentheses before an offset are a condition's, which an expression may follow. */
  isBehindCondition(offset: number): boolean {
    const { start, end } = this.#closed;
    if (end < 0 || this.#back.significant(offset) !== end) return false;
    const callee = this.#back.callee(start);
    return callee !== undefined && !callee.isMember && CONDITIONAL.has(callee.name);
  }

  /** The call that the string between two offsets, quotes included, is an argument of. */
  ofLiteral(start: number, end: number): LiteralCall | undefined {
    const frame = this.#frames.at(-1);
    if (frame?.bracket !== '(') return undefined;
    const last = this.#back.significant(start);
    const [before, after] = [this.#text[last], this.#text[this.#afterSpace(end)]];
    const isArgument =
      (before === '(' || before === ',' || before === '=') && (after === ')' || after === ',');
    if (!isArgument) return undefined;
    const isFirstLiteral = !frame.hasLiteral;
    frame.hasLiteral = true;
    frame.callee ??= this.#back.callee(frame.offset) ?? null;
    if (frame.callee === null) return undefined;
    const keyword = before === '=' ? this.#back.word(this.#back.significant(last)) : undefined;
    const { name, isMember } = frame.callee;
    return { name, isMember, argument: frame.argument, keyword, isFirstLiteral, hasNext: after === ',' };
  }

  #afterSpace(offset: number): number {
    let at = offset;
    while (at < this.#text.length && ' \n\r\t'.includes(this.#text.charAt(at))) at += 1;
    return at;
  }
}

function fits(bracket: Bracket, character: string): boolean {
  if (character === '}') return bracket === '{' || bracket === '${';
  return character === ')' ? bracket === '(' : bracket === '[';
}
