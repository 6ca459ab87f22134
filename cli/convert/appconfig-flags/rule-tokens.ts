import { parseInstant } from '../../../core/time/iso8601.ts';
import type { RuleOperand } from './rule.ts';

/** A piece of a rule; `at` counts characters from 0. */
export type RuleToken = { readonly at: number } & (
  | { readonly kind: '(' | ')' | '[' | ']' | ',' | '::' }
  | { readonly kind: 'symbol'; readonly text: string }
  | { readonly kind: 'value'; readonly value: RuleOperand }
);

/** Why a text is no rule. */
export class RuleProblem extends Error {}

const TOKEN =
  /(?<space>\s+)|(?<punctuation>::|[()[\],])|(?<text>"(?:[^"\\\n]|\\[^\n])*")|(?<timestamp>\d{4}(?:T|-\d{2}(?:T(?!\d)|-\d{2}(?:T(?:\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?))|(?<number>[+-]?\d+(?:\.\d*)?(?:[eEdD][+-]?\d+)?)|(?<context>\$[A-Za-z_][A-Za-z0-9_]*)|(?<symbol>[A-Za-z_][A-Za-z0-9_]*)/y;

/** Splits a rule into its pieces. Throws a {@link RuleProblem} for characters that belong to none. */
export function ruleTokens(text: string): readonly RuleToken[] {
  const tokens: RuleToken[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) {
      throw new RuleProblem(`character ${at + 1} (${text[at]}) begins nothing that a rule can hold`);
    }
    const token = tokenOf(groups, at);
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, at: number): RuleToken | undefined {
  const { punctuation, text, timestamp, number, context, symbol } = groups;
  if (punctuation !== undefined) return { at, kind: punctuation as '(' };
  if (text !== undefined)
    return { at, kind: 'value', value: { kind: 'literal', value: unescaped(text, at) } };
  if (timestamp !== undefined) return { at, kind: 'value', value: momentOf(timestamp, at) };
  if (number !== undefined) {
    const value = Number(number.replace(/d/i, 'e'));
    return { at, kind: 'value', value: { kind: 'literal', value } };
  }
  if (context !== undefined) return { at, kind: 'value', value: { kind: 'context', key: context.slice(1) } };
  if (symbol === 'true' || symbol === 'false') {
    return { at, kind: 'value', value: { kind: 'literal', value: symbol === 'true' } };
  }
  return symbol === undefined ? undefined : { at, kind: 'symbol', text: symbol };
}

/** Years, months, days and date-times, as Amazon Ion and the W3C note have them. */
function momentOf(text: string, at: number): RuleOperand {
  const day = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?T?$/.exec(text);
  const full = day === null ? text : `${day[1]}-${day[2] ?? '01'}-${day[3] ?? '01'}`;
  const epochMs = parseInstant(full);
  if (epochMs === undefined) throw new RuleProblem(`character ${at + 1}: ${text} is no moment in time`);
  return { kind: 'timestamp', text, epochMs };
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\u0007', b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', v: '\v' },
  ...{ '?': '?', "'": "'", '"': '"', '/': '/', '\\': '\\' },
};

/** Undoes the escapes of an Amazon Ion string. */
function unescaped(quoted: string, at: number): string {
  return quoted
    .slice(1, -1)
    .replace(
      /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/gs,
      (sequence, x, u, long, one) => {
        const hex: string | undefined = x ?? u ?? long;
        const code = hex === undefined ? undefined : Number.parseInt(hex, 16);
        if (code !== undefined && code <= 0x10ffff) return String.fromCodePoint(code);
        const plain = typeof one === 'string' ? ESCAPES[one] : undefined;
        if (plain === undefined) throw new RuleProblem(`character ${at + 1}: ${sequence} is no escape`);
        return plain;
      },
    );
}
