import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { validation } from './errors.ts';

/** What the placeholders of expressions stand for. */
export interface Placeholders {
  readonly names?: Readonly<Record<string, string>> | undefined;
  readonly values?: Readonly<Record<string, AttributeValue>> | undefined;
}

const TOKEN = /\s*(<>|<=|>=|[=<>(),]|[:#]?[A-Za-z_][A-Za-z0-9_]*)/y;

/**
 * The tokens of the expressions of one request, read from left to right. Throws `ValidationException` for what is no
 * expression, and for placeholders that are missing or, at the end, were not used.
 */
export class Expression {
  readonly #placeholders: Placeholders;
  readonly #used = new Set<string>();
  #tokens: readonly string[] = [];
  #at = 0;

  constructor(placeholders: Placeholders) {
    this.#placeholders = placeholders;
  }

  /** Begins with another expression of the same request. */
  read(text: string): void {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    const end = text.trimEnd().length;
    for (let at = 0; at < end; at = TOKEN.lastIndex) {
      const [, token] = TOKEN.exec(text) ?? [];
      if (token === undefined)
        throw validation(`got ${JSON.stringify(text)}, which is no expression at ${at}`);
      tokens.push(token);
    }
    this.#tokens = tokens;
    this.#at = 0;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Takes the next token if it is this one; keywords in any case. */
  takes(token: string): boolean {
    const isNext = this.#tokens[this.#at]?.toUpperCase() === token.toUpperCase();
    if (isNext) this.#at += 1;
    return isNext;
  }

  expect(token: string): void {
    if (!this.takes(token)) throw validation(`got ${this.#next()} in an expression, ${token} belongs there`);
  }

  /** The next token, whatever it is. */
  take(): string {
    const token = this.#next();
    this.#at += 1;
    return token;
  }

  /** Name of an attribute, written out or by a placeholder. */
  name(): string {
    const token = this.take();
    if (!token.startsWith('#')) return token;
    return this.#resolve(token, this.#placeholders.names);
  }

  /** The value that a placeholder stands for, or `undefined` where the next token is none. */
  value(): AttributeValue | undefined {
    const token = this.#next();
    return token.startsWith(':') ? this.#resolve(this.take(), this.#placeholders.values) : undefined;
  }

  /** Every placeholder has to be used. */
  done(): void {
    const { names = {}, values = {} } = this.#placeholders;
    const unused = [...Object.keys(names), ...Object.keys(values)].filter((one) => !this.#used.has(one));
    if (unused.length > 0) throw validation(`placeholders are not used in expressions: ${unused.join(', ')}`);
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw validation('an expression ends too early');
    return token;
  }

  #resolve<Meaning>(token: string, meanings: Readonly<Record<string, Meaning>> = {}): Meaning {
    const meaning = Object.hasOwn(meanings, token) ? meanings[token] : undefined;
    if (meaning === undefined) throw validation(`the placeholder ${token} stands for nothing`);
    this.#used.add(token);
    return meaning;
  }
}
