import type { TokenProblem } from './exposure-token.ts';

/** Why an outcome is not counted, and never will be however often it is sent. */
export type FinalRefusalCode =
  | 'item-malformed'
  | TokenProblem
  | 'outcome-undeclared'
  | 'value-out-of-range'
  | 'value-conflict';

/** Why an outcome is not counted now: sent again, it is counted, or known to be counted already. */
export type PassingRefusalCode =
  | 'token-unverified'
  | 'store-unavailable'
  | 'outcome-in-progress'
  | 'out-of-time';

export type RefusalCode = FinalRefusalCode | PassingRefusalCode;

/** What a sender is told of an outcome that was not counted; holds nothing of what was sent. */
export interface Refusal {
  /** Place in the batch, from 0. */
  readonly index: number;
  readonly code: RefusalCode;
  readonly message: string;
  /** Whether to send it again. */
  readonly retry: boolean;
}

const PASSING: Readonly<Record<PassingRefusalCode, string>> = {
  'token-unverified': 'the signature cannot be verified at the moment, send it again later',
  'store-unavailable': 'what was counted before cannot be looked up at the moment, send it again later',
  'outcome-in-progress':
    'it was sent before and is being counted, or counting it was cut off, send it again in a minute to be sure',
  'out-of-time': 'there was not enough time left to count it, send it again, fewer at a time',
};

const FINAL: Readonly<Record<FinalRefusalCode, string>> = {
  'item-malformed': 'this is no object of token, outcome and value, send these three and nothing else',
  'token-malformed': 'this is no exposure token, send exposure_token of the answer as it was',
  'token-forged': 'no current key signed the token, send exposure_token of the answer as it was',
  'token-expired': 'the token is older than outcomes are counted for, send outcomes earlier',
  'outcome-undeclared': 'the stage declares no such outcome, declare it and deploy, or correct its name',
  'value-out-of-range': 'the value is no number from 0 to 1, scale it',
  'value-conflict': 'it was counted before with another value, which stands, send each outcome once',
};

export function refusal(index: number, code: RefusalCode): Refusal {
  const retry = isPassing(code);
  return { index, code, message: retry ? PASSING[code] : FINAL[code], retry };
}

function isPassing(code: RefusalCode): code is PassingRefusalCode {
  return Object.hasOwn(PASSING, code);
}
