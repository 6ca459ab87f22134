import type { EvaluationContext } from '../../core/evaluation/decision.ts';

/** A context as the agent is told of it. */
export interface ContextHeader {
  /** One `Context` header each, `key=value` in UTF-8; Node sends the characters of a header as its bytes. */
  readonly values: readonly string[];
  /** Attributes that no header can say, and rules do not see. */
  readonly unsent: number;
}

/** A comma parts two pairs, an equals sign key and value; neither can be escaped. */
const KEY = /^[^\s=,\p{Cc}\p{Cs}]+$/u;
/** HTTP takes spaces and tabs from both ends, and a reader of texts may take every other white space. */
const VALUE = /^(?!\s)[^,\p{Cc}\p{Cs}]*(?<!\s)$/u;

/**
 * The attributes of a context that a `Context` header can carry: texts, numbers and booleans whose text has no comma, no
 * control character, no half of a character and no white space at either end. Everything else is counted and left out: a
 * rule then does as for a context without it, and a value that is cut in two would do as for somebody else's.
 */
export function contextHeader(context: EvaluationContext): ContextHeader {
  const values: string[] = [];
  let unsent = 0;
  for (const [key, value] of Object.entries(context)) {
    // What is undefined is not there, and the targeting key goes as the user id.
    if (value === undefined || key === 'targetingKey') continue;
    const text = textOf(value);
    if (text !== undefined && KEY.test(key) && VALUE.test(text)) {
      values.push(Buffer.from(`${key}=${text}`, 'utf8').toString('latin1'));
    } else unsent += 1;
  }
  return { values, unsent };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || Number.isFinite(value) ? String(value) : undefined;
}
