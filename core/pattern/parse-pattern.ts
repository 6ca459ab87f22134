import type { PatternBranch, PatternNode, UnitRange } from './syntax-tree.ts';
import { CLASS_ESCAPES, CONTROL_ESCAPES, complement, DOT } from './unit-classes.ts';

/** Longest pattern accepted, in characters. */
export const MAX_PATTERN_LENGTH = 256;
const MAX_REPEAT = 100;
const MAX_GROUP_DEPTH = 16;
const PUNCTUATION = '^$\\.*+?()[]{}|/-';

/** Why a text is no pattern: lowercase, no period. */
export class PatternProblem extends Error {}

/**
 * Reads a regular expression of the JavaScript syntax, without flags, as far as it is a *regular* language: literals, `.`, classes,
 * `\d \w \s` and their negations, groups, `|`, `* + ? {n,m}`, and `^`, `$` at the ends of a top-level alternative.
 * Look-around, back-references and `\b` are refused.
 *
 * @throws PatternProblem
 */
export function parsePattern(source: string): readonly PatternBranch[] {
  if (source.length > MAX_PATTERN_LENGTH)
    throw new PatternProblem(`longer than ${MAX_PATTERN_LENGTH} characters`);
  return new PatternReader(source).branches();
}

class PatternReader {
  readonly #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  branches(): readonly PatternBranch[] {
    const branches = [this.#branch()];
    while (this.#take('|')) branches.push(this.#branch());
    if (this.#at < this.#source.length)
      throw new PatternProblem(`a ")" at position ${this.#at} closes nothing`);
    return branches;
  }

  #branch(): PatternBranch {
    const fromStart = this.#take('^');
    const body = this.#sequence();
    return { fromStart, toEnd: this.#take('$'), body };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#peek())) {
      if (this.#endsBranch()) break;
      parts.push(this.#quantified());
    }
    return { kind: 'sequence', parts };
  }

  /** A `$` that closes a top-level alternative; anywhere else it is an error. */
  #endsBranch(): boolean {
    if (this.#peek() !== '$') return false;
    const next = this.#source.charAt(this.#at + 1);
    if (this.#depth === 0 && (next === '' || next === '|')) return true;
    throw new PatternProblem(
      `"$" is only allowed at the end of the pattern or of a top-level alternative, not at position ${this.#at}`,
    );
  }

  #quantified(): PatternNode {
    const body = this.#atom();
    const bounds = this.#quantifier();
    if (!bounds) return body;
    // A lazy quantifier prefers other matches but accepts the same texts.
    this.#take('?');
    if ('*+?'.includes(this.#peek()) && this.#peek() !== '')
      throw new PatternProblem(`nothing to repeat at position ${this.#at}`);
    return { kind: 'repeat', body, min: bounds[0], max: bounds[1] };
  }

  #quantifier(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    const counted = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/.exec(this.#source.slice(this.#at));
    if (!counted) return undefined;
    this.#at += counted[0].length;
    const min = Number(counted[1]);
    const most = counted[3] ? Number(counted[3]) : Number.POSITIVE_INFINITY;
    const max = counted[2] === undefined ? min : most;
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Number.POSITIVE_INFINITY) || max < min) {
      throw new PatternProblem(
        `"${counted[0]}" is out of range: counts go up to ${MAX_REPEAT}, the smaller first`,
      );
    }
    return [min, max];
  }

  #atom(): PatternNode {
    const character = this.#source.charAt(this.#at);
    this.#at += 1;
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return { kind: 'units', ranges: this.#classBody() };
      case '.':
        return { kind: 'units', ranges: DOT };
      case '\\':
        return { kind: 'units', ranges: this.#escape() };
      case '^':
        throw new PatternProblem(
          '"^" is only allowed at the start of the pattern or of a top-level alternative',
        );
      case '*':
      case '+':
      case '?':
        throw new PatternProblem(`nothing to repeat at position ${this.#at - 1}`);
      case '{':
      case '}':
      case ']':
        throw new PatternProblem(`"${character}" as a character must be written "\\${character}"`);
      default:
        return { kind: 'units', ranges: [single(character.charCodeAt(0))] };
    }
  }

  #group(): PatternNode {
    if (this.#take('?') && !this.#take(':')) {
      throw new PatternProblem('look-around and named groups are not supported: use a plain group');
    }
    this.#depth += 1;
    if (this.#depth > MAX_GROUP_DEPTH)
      throw new PatternProblem(`groups are nested deeper than ${MAX_GROUP_DEPTH}`);
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    if (!this.#take(')')) throw new PatternProblem('a "(" is not closed');
    this.#depth -= 1;
    return { kind: 'choice', options };
  }

  #escape(): readonly UnitRange[] {
    const letter = this.#source.charAt(this.#at);
    this.#at += 1;
    const named = CLASS_ESCAPES.get(letter);
    if (named) return named;
    const control = CONTROL_ESCAPES.get(letter);
    if (control !== undefined) return [single(control)];
    if (letter === 'x') return [single(this.#hex(2))];
    if (letter === 'u') return [single(this.#hex(4))];
    if (letter !== '' && PUNCTUATION.includes(letter)) return [single(letter.charCodeAt(0))];
    throw new PatternProblem(
      `"\\${letter}" is not supported: \\d \\w \\s, \\t \\n \\r, \\xHH, \\uHHHH and escaped punctuation are`,
    );
  }

  #hex(digits: number): number {
    const text = this.#source.slice(this.#at, this.#at + digits);
    if (text.length !== digits || !/^[0-9a-fA-F]+$/.test(text))
      throw new PatternProblem(`an escape needs ${digits} hexadecimal digits`);
    this.#at += digits;
    return Number.parseInt(text, 16);
  }

  #classBody(): readonly UnitRange[] {
    const negated = this.#take('^');
    const ranges: UnitRange[] = [];
    while (!this.#take(']')) {
      if (this.#at >= this.#source.length) throw new PatternProblem('a "[" is not closed');
      ranges.push(...this.#classItem());
    }
    return negated ? complement(ranges) : ranges;
  }

  #classItem(): readonly UnitRange[] {
    const first = this.#classAtom();
    const from =
      first.length === 1 && first[0] !== undefined && first[0][0] === first[0][1] ? first[0][0] : undefined;
    const isRange =
      this.#peek() === '-' && this.#source.charAt(this.#at + 1) !== ']' && this.#at + 1 < this.#source.length;
    if (!isRange) return first;
    this.#at += 1;
    const last = this.#classAtom();
    const to = last[0]?.[1];
    if (from === undefined || last.length !== 1 || last[0]?.[0] !== to || to === undefined || to < from) {
      throw new PatternProblem('a range in "[...]" must go from a smaller character to a larger one');
    }
    return [[from, to]];
  }

  #classAtom(): readonly UnitRange[] {
    const character = this.#source.charAt(this.#at);
    this.#at += 1;
    return character === '\\' ? this.#escape() : [single(character.charCodeAt(0))];
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #take(character: string): boolean {
    if (this.#source.charAt(this.#at) !== character || this.#at >= this.#source.length) return false;
    this.#at += 1;
    return true;
  }
}

function single(unit: number): UnitRange {
  return [unit, unit];
}
