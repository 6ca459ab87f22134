import type { Answer } from '../inference/answer.ts';
import type { ItemResult } from './count-batch.ts';
import { MAX_BATCH } from './outcome-item.ts';
import { type Refusal, type RefusalCode, refusal } from './outcome-refusal.ts';

/** What a request came to; places in its batch, from 0. */
export interface Report {
  readonly accepted: readonly number[];
  /** Counted before: nothing to do. */
  readonly duplicates: readonly number[];
  readonly refused: readonly Refusal[];
  /** How many of the accepted are not noted as counted. */
  readonly unsettled: number;
}

export function reportOf(results: readonly (ItemResult | RefusalCode)[]): Report {
  const [accepted, duplicates, refused]: [number[], number[], Refusal[]] = [[], [], []];
  for (const [index, result] of results.entries()) {
    if (result === 'counted' || result === 'unsettled') accepted.push(index);
    else if (result === 'duplicate') duplicates.push(index);
    else refused.push(refusal(index, result));
  }
  const unsettled = results.filter((result) => result === 'unsettled').length;
  return { accepted, duplicates, refused, unsettled };
}

/**
 * 503 where something has to be sent again; so may the whole batch, for what is noted as counted stays so. Otherwise 200
 * where anything is counted, now or before, and 422 where nothing is.
 */
export function outcomeAnswer({ accepted, duplicates, refused }: Report): Answer {
  return { status: statusOf({ accepted, duplicates, refused }), body: { accepted, duplicates, refused } };
}

function statusOf({ accepted, duplicates, refused }: Omit<Report, 'unsettled'>): number {
  if (refused.some(({ retry }) => retry)) return 503;
  return accepted.length + duplicates.length > 0 ? 200 : 422;
}

/** 400: there are no outcomes in it, or too many. */
export function unreadableAnswer(): Answer {
  const message = `the request holds no outcomes, or more than ${MAX_BATCH}, send one, or { "outcomes": […] } with 1 to ${MAX_BATCH}`;
  return { status: 400, body: { error: { code: 'bad-request', message } } };
}
