import type { OutcomeDeclaration } from '../../core/outcomes/outcome-declaration.ts';
import { isRecord } from '../../core/record.ts';
import { type ExposureToken, verifyToken } from './exposure-token.ts';
import type { RefusalCode } from './outcome-refusal.ts';
import type { TokenKeySet } from './token-keys.ts';

/** An outcome that was sent, in order: whom it is attributed to, and by what it is told from others. */
export interface OutcomeItem {
  readonly token: ExposureToken;
  readonly outcome: string;
  /** 0…1 */
  readonly value: number;
  /** The same for the same outcome of the same answer, and for no other. */
  readonly key: string;
}

/** What items are checked against. */
export interface ItemRules {
  readonly declared: ReadonlyMap<string, OutcomeDeclaration>;
  /** `undefined` while there are none. */
  readonly keys: TokenKeySet | undefined;
  readonly nowMs: number;
  readonly lifetimeMs: number;
}

const MEMBERS: readonly string[] = ['token', 'outcome', 'value'];

/** CloudWatch rejects what is closer to 0 than 8.5e-109 (API reference, `MetricDatum`), and the squares are metrics, too. */
const LEAST = 1e-50;

/** Most outcomes of one request. */
export const MAX_BATCH = 500;

/**
 * The items of a payload, which is one outcome, `{ outcomes: […] }`, or a list of 1 to {@link MAX_BATCH}; `undefined` for
 * anything else.
 */
export function itemsOf(payload: unknown): readonly unknown[] | undefined {
  const items = isRecord(payload) && 'outcomes' in payload ? payload.outcomes : payload;
  if (!Array.isArray(items)) return isRecord(items) ? [items] : undefined;
  return items.length >= 1 && items.length <= MAX_BATCH ? items : undefined;
}

/** Reads one item, or says why it is not counted. */
export function parseItem(input: unknown, rules: ItemRules): OutcomeItem | RefusalCode {
  if (!isRecord(input) || !Object.keys(input).every((name) => MEMBERS.includes(name)))
    return 'item-malformed';
  const { token: text, outcome, value } = input;
  if (typeof outcome !== 'string') return 'item-malformed';
  if (!rules.declared.has(outcome)) return 'outcome-undeclared';
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) return 'value-out-of-range';
  const token = readToken(text, rules);
  if (typeof token === 'string') return token;
  return { token, outcome, value: value < LEAST ? 0 : value, key: `${text} ${outcome}` };
}

function readToken(text: unknown, { keys, nowMs, lifetimeMs }: ItemRules): ExposureToken | RefusalCode {
  if (keys === undefined) return 'token-unverified';
  const read = verifyToken(text, { keys: keys.verifying, nowMs, lifetimeMs });
  if (read.ok) return read.value;
  const [problem = 'token-malformed'] = read.problems;
  // With keys that may be out of date, nobody can tell a forged token from one by the newest key.
  return problem === 'token-forged' && !keys.isFresh ? 'token-unverified' : problem;
}
