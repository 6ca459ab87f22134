import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FlagValue } from '../../core/document/flag-document.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import type { Result } from '../../core/result.ts';
import { HOUR_MS, MINUTE_MS } from '../clock.ts';
import { jsonIn } from '../json-in.ts';

/** To whom an answer counts: what an outcome of it is attributed by. Nothing of the user, the prompt or the answer. */
export interface ExposureToken {
  readonly flag: string;
  readonly role: Role;
  /** What the flag served, in comparison. */
  readonly value: FlagValue;
  /** Of the flag document; `undefined` where the source does not say. */
  readonly documentVersion: string | undefined;
  /** Group of units, `00` to `15`; `undefined` where the unit's place in the gate is unknown. */
  readonly bucketGroup: string | undefined;
  /** Epoch milliseconds. */
  readonly issuedAtMs: number;
  /** Tells apart answers of the same millisecond: random, and of no meaning. */
  readonly id: string;
}

/** `token-malformed`: no token at all. `token-forged`: no key of ours signed it. `token-expired`: its time is over. */
export type TokenProblem = 'token-malformed' | 'token-forged' | 'token-expired';

/** How far the clock of who signed may be ahead. */
export const CLOCK_SKEW_MS = 5 * MINUTE_MS;
/** Longest that a stage may accept a token. */
export const MAX_LIFETIME_MS = 92 * 24 * HOUR_MS;
/** Longest token in characters; with values of ordinary length one has about 200. */
export const MAX_TOKEN_LENGTH = 16_384;
const VERSION = 'v1';
const FORM = /^(?<signed>v1\.(?<payload>[A-Za-z0-9_-]+))\.(?<signature>[A-Za-z0-9_-]{43})$/;

/**
 * The text of a token: `v1.<payload>.<HMAC-SHA-256 of what stands before>`, both base64url. `undefined` where it would be
 * longer than {@link MAX_TOKEN_LENGTH}.
 */
export function signToken(token: ExposureToken, key: string): string | undefined {
  const { flag, role, value, documentVersion = null, bucketGroup = null, issuedAtMs, id } = token;
  const payload = JSON.stringify([flag, role, value, documentVersion, bucketGroup, issuedAtMs, id]);
  const signed = `${VERSION}.${Buffer.from(payload).toString('base64url')}`;
  const text = `${signed}.${signature(signed, key)}`;
  return text.length > MAX_TOKEN_LENGTH ? undefined : text;
}

export interface VerifyOptions {
  /** Any of them may have signed. */
  readonly keys: readonly string[];
  readonly nowMs: number;
  /** Age from which a token is refused. */
  readonly lifetimeMs: number;
}

/**
 * Reads a token that one of the keys signed. The signature is compared as text, in constant time: of the spellings that
 * base64url has for the same bytes, only the one we write is the token.
 */
export function verifyToken(text: unknown, options: VerifyOptions): Result<ExposureToken, TokenProblem> {
  const parts = typeof text === 'string' && text.length <= MAX_TOKEN_LENGTH ? FORM.exec(text)?.groups : null;
  const { signed, payload, signature: given } = parts ?? {};
  if (signed === undefined || payload === undefined || given === undefined) return refused('token-malformed');
  if (!options.keys.some((key) => isEqual(given, signature(signed, key)))) return refused('token-forged');
  const token = readPayload(payload);
  if (token === undefined) return refused('token-malformed');
  const ageMs = options.nowMs - token.issuedAtMs;
  const isCurrent = ageMs < options.lifetimeMs && ageMs >= -CLOCK_SKEW_MS;
  return isCurrent ? { ok: true, value: token } : refused('token-expired');
}

function refused(problem: TokenProblem): { readonly ok: false; readonly problems: readonly TokenProblem[] } {
  return { ok: false, problems: [problem] };
}

function signature(signed: string, key: string): string {
  return createHmac('sha256', key).update(signed).digest('base64url');
}

/** Both have 43 characters. */
function isEqual(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

/** Checked although it is signed: whoever shares the key may mean something else by it. */
function readPayload(payload: string): ExposureToken | undefined {
  const members = jsonIn(Buffer.from(payload, 'base64url').toString());
  if (!Array.isArray(members) || members.length !== 7) return undefined;
  const [flag, role, value, documentVersion, bucketGroup, issuedAtMs, id]: readonly unknown[] = members;
  const isToken =
    typeof flag === 'string' &&
    (role === 'candidate' || role === 'control') &&
    (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') &&
    (typeof documentVersion === 'string' || documentVersion === null) &&
    ((typeof bucketGroup === 'string' && GROUP.test(bucketGroup)) || bucketGroup === null) &&
    Number.isSafeInteger(issuedAtMs) &&
    typeof id === 'string';
  if (!isToken) return undefined;
  return {
    ...{ flag, role, value, issuedAtMs: Number(issuedAtMs), id },
    documentVersion: documentVersion ?? undefined,
    bucketGroup: bucketGroup ?? undefined,
  };
}

const GROUP = /^(0\d|1[0-5])$/;
