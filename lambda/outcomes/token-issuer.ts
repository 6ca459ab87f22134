import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type ExposureToken, signToken } from './exposure-token.ts';
import type { TokenKeySet } from './token-keys.ts';

/** What a token says beside its time. */
export type Exposure = Omit<ExposureToken, 'issuedAtMs' | 'id'>;

/** Signs a token; `undefined` where there is no key. */
export type SignExposure = (exposure: Exposure) => string | undefined;

/** Gets ready to sign, which takes a call of Secrets Manager every few minutes; never rejects. */
export type TokenIssuer = () => Promise<SignExposure>;

export interface TokenIssuerOptions {
  readonly keys: { get(): Promise<TokenKeySet | undefined> };
  readonly clock: Clock;
  /** Default: 48 random bits, to be told apart from the other tokens of its millisecond. */
  readonly newId?: () => string;
}

/** Issues the exposure tokens of answers. */
export function createTokenIssuer({ keys, clock, newId = randomId }: TokenIssuerOptions): TokenIssuer {
  return async () => {
    const set = await keys.get();
    return (exposure) => set && signToken({ ...exposure, issuedAtMs: clock.now(), id: newId() }, set.signing);
  };
}

const ID_BYTES = 6;

function randomId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}
