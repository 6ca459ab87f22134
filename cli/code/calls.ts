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

type Bracket = '(' | '[' | '{' | '${';

interface Frame {
  readonly bracket: Bracket;
  readonly callee: Callee | undefined;
  argument: number;
  hasLiteral: boolean;
}

interface Callee {
  readonly name: string;
  readonly isMember: boolean;
}

const OPENINGS: Readonly<Record<string, readonly Bracket[]>> = { ')': ['('], ']': ['['], '}': ['{', '${'] };

/** Words of JavaScript that an expression may follow. */
const BEFORE_EXPRESSION = new Set(
  'return typeof case in of delete void throw new else do instanceof yield await default import from as extends'.split(
    ' ',
  ),
);
const BEFORE_OPERAND = new Set(['', '=>', ...'(,=:[{!&|?;+-*%~^']);

/** Type arguments that are longer are not looked behind. */
const TYPE_ARGUMENTS = 200;
const NAME_AT_END = /(\.?)\s*([\w$]+)\s*$/;
const AFTER_ARGUMENT = /\s*([,)])/y;

/** Follows the tokens of a text and knows which call they are in. */
export class Calls {
  readonly #text: string;
  readonly #frames: Frame[] = [];
  /** The last token: a punctuation character, `word`, or `value` for what ends an expression. */
  #previous = '';
  #isMember = false;
  #wordStart = 0;
  #wordEnd = 0;

  constructor(text: string) {
    this.#text = text;
  }

  word(start: number, end: number): void {
    this.#isMember = this.#previous === '.';
    this.#previous = 'word';
    this.#wordStart = start;
    this.#wordEnd = end;
  }

  /** A literal that is no string, or a string that is none of those looked for. */
  value(): void {
    this.#previous = 'value';
  }

  punctuation(character: string): void {
    const frame = this.#frames.at(-1);
    if (character === ',' && frame) frame.argument += 1;
    this.#previous = character === '>' && this.#previous === '=' ? '=>' : character;
  }

  /** `offset` is where the bracket stands. */
  open(bracket: string, offset: number): void {
    const callee = bracket === '(' ? this.#callee(offset) : undefined;
    this.#frames.push({ bracket: bracket as Bracket, callee, argument: 0, hasLiteral: false });
    this.#previous = bracket;
  }

  /** Closes the nearest such bracket and what is open inside; which one it was, if there is one. */
  close(character: string): Bracket | undefined {
    this.#previous = character;
    const openings = OPENINGS[character] ?? [];
    for (let at = this.#frames.length - 1; at >= 0; at -= 1) {
      const bracket = this.#frames[at]?.bracket;
      if (bracket !== undefined && openings.includes(bracket)) {
        this.#frames.length = at;
        return bracket;
      }
      // What stands inside a string closes nothing outside it.
      if (bracket === '${') return undefined;
    }
    return undefined;
  }

  /** The call that a string ending before `end` is an argument of. */
  literal(end: number): LiteralCall | undefined {
    const before = this.#previous;
    this.#previous = 'value';
    const frame = this.#frames.at(-1);
    AFTER_ARGUMENT.lastIndex = end;
    const after = AFTER_ARGUMENT.exec(this.#text)?.[1];
    if (frame?.callee === undefined || after === undefined || !'(,='.includes(before)) return undefined;
    const isFirstLiteral = !frame.hasLiteral;
    frame.hasLiteral = true;
    const keyword = before === '=' ? this.#text.slice(this.#wordStart, this.#wordEnd) : undefined;
    return { ...frame.callee, argument: frame.argument, keyword, isFirstLiteral, hasNext: after === ',' };
  }

  /** Whether what comes next begins an expression, so that a slash opens a regular expression. */
  mayBeginExpression(): boolean {
    if (this.#previous !== 'word') return BEFORE_OPERAND.has(this.#previous);
    return BEFORE_EXPRESSION.has(this.#text.slice(this.#wordStart, this.#wordEnd));
  }

  /** Whether a name, which no string may follow, ends right before an offset. */
  isNameEnding(offset: number): boolean {
    return this.#previous === 'word' && this.#wordEnd === offset && !this.mayBeginExpression();
  }

  #callee(offset: number): Callee | undefined {
    if (this.#previous === 'word') {
      return { name: this.#text.slice(this.#wordStart, this.#wordEnd), isMember: this.#isMember };
    }
    return this.#previous === '>' ? this.#genericCallee(offset) : undefined;
  }

  /** What is called with type arguments, as in `getObjectValue<Limits>(`. */
  #genericCallee(offset: number): Callee | undefined {
    const least = Math.max(0, offset - TYPE_ARGUMENTS);
    let depth = 0;
    for (let at = this.#text.lastIndexOf('>', offset); at >= least; at -= 1) {
      if (this.#text[at] === '>' && this.#text[at - 1] !== '=') depth += 1;
      if (this.#text[at] === '<') depth -= 1;
      if (depth > 0) continue;
      const [, dot, name] = NAME_AT_END.exec(this.#text.slice(Math.max(0, at - TYPE_ARGUMENTS), at)) ?? [];
      return name === undefined ? undefined : { name, isMember: dot === '.' };
    }
    return undefined;
  }
}
