import { isRecord } from '../../core/record.ts';
import type { Scale } from '../../core/rubrics/rubric-document.ts';
import { jsonIn } from '../json-in.ts';

/** What a judge said. */
export interface Judgement {
  /** 0…1; in a comparison of two, 1 for the first, 0 for the second, and 0.5 for neither. */
  readonly score: number;
  readonly rationale?: string;
}

/** Longest reasons that are kept, in UTF-16 units; the rest is cut off. */
const MAX_RATIONALE = 2000;

/**
 * Reads a judge's words: one JSON object with the score and perhaps reasons, and nothing else before, after or in it.
 * `undefined` for anything else: a score that has to be guessed is none.
 */
export function parseJudgement(text: string, scale: Scale): Judgement | undefined {
  const reply = jsonIn(text);
  if (!isRecord(reply) || !isWrittenOnce(reply, text)) return undefined;
  const { rationale, ...verdict } = reply;
  if (rationale !== undefined && typeof rationale !== 'string') return undefined;
  if (scale === 'one-to-ten' && !WHOLE_NUMBER.test(withoutStrings(text))) return undefined;
  const score = scale === 'pairwise' ? preference(verdict) : grade(verdict, scale);
  if (score === undefined) return undefined;
  return { score, ...(rationale !== undefined && { rationale: rationale.slice(0, MAX_RATIONALE) }) };
}

function grade({ score, ...others }: Readonly<Record<string, unknown>>, scale: Scale): number | undefined {
  if (Object.keys(others).length > 0 || typeof score !== 'number') return undefined;
  if (scale === 'zero-to-one') return score >= 0 && score <= 1 ? score : undefined;
  return Number.isInteger(score) && score >= 1 && score <= 10 ? (score - 1) / 9 : undefined;
}

/** JSON knows no whole numbers: 1.0, meant as the whole of a share, would be the worst grade. */
const WHOLE_NUMBER = /:\s*\d+\s*[,}]/;

/** Of members of one name `JSON.parse` keeps the last, and nobody knows which was meant. */
function isWrittenOnce(reply: object, text: string): boolean {
  return withoutStrings(text).split(':').length - 1 === Object.keys(reply).length;
}

/** The signs and numbers of a JSON text. */
function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, '');
}

const PREFERENCES: ReadonlyMap<unknown, number> = new Map([
  ['first', 1],
  ['neither', 0.5],
  ['second', 0],
]);

function preference({ better, ...others }: Readonly<Record<string, unknown>>): number | undefined {
  return Object.keys(others).length > 0 ? undefined : PREFERENCES.get(better);
}
