import { createScanner, type SyntaxKind } from 'jsonc-parser';

/** A piece of a JSON text with comments. */
export interface Token {
  readonly kind: 'open' | 'close' | 'comma' | 'comment' | 'break' | 'space' | 'other';
  readonly offset: number;
  /** First offset behind it. */
  readonly end: number;
}

// The scanner's kinds are a const enum, which exists for its own compiler only.
const END: SyntaxKind.EOF = 17;
const KINDS: Readonly<Partial<Record<SyntaxKind, Token['kind']>>> = {
  1: 'open',
  2: 'close',
  3: 'open',
  4: 'close',
  5: 'comma',
  12: 'comment',
  13: 'comment',
  14: 'break',
  15: 'space',
};

/** Every piece of the text from an offset on, white space and comments too; takes time linear in what is read. */
export function* tokensOf(text: string, from = 0): Generator<Token> {
  const scanner = createScanner(text);
  scanner.setPosition(from);
  for (let syntax = scanner.scan(); syntax !== END; syntax = scanner.scan()) {
    yield { kind: KINDS[syntax] ?? 'other', offset: scanner.getTokenOffset(), end: scanner.getPosition() };
  }
}

/** Whether a piece says something. */
export function isSignificant({ kind }: Token): boolean {
  return kind !== 'comment' && kind !== 'break' && kind !== 'space';
}

/** The first piece from an offset on that says something. */
export function nextSignificant(text: string, from: number): Token | undefined {
  for (const token of tokensOf(text, from)) if (isSignificant(token)) return token;
  return undefined;
}

/** First offset behind the comments that follow on the same line. */
export function endOfRemarks(text: string, from: number): number {
  let end = from;
  for (const token of tokensOf(text, from)) {
    if (token.kind === 'comment') end = token.end;
    else if (token.kind !== 'space') break;
  }
  return end;
}
