import type { Result } from '../result.ts';
import { isExponentiallyAmbiguous } from './ambiguity.ts';
import { PatternProblem, parsePattern } from './parse-pattern.ts';
import { buildAutomaton, type PositionAutomaton } from './position-automaton.ts';
import { includesUnit } from './unit-classes.ts';

/** Longest text that is searched, in UTF-16 code units; a longer one does not match. */
export const MAX_SUBJECT_LENGTH = 4096;

/** A compiled pattern: whether it is found anywhere in the text. Linear in the length of the text. */
export type PatternMatcher = (text: string) => boolean;

interface Branch {
  readonly fromStart: boolean;
  readonly toEnd: boolean;
  readonly automaton: PositionAutomaton;
}

/**
 * Compiles a regular expression; a problem says why it is refused. What is accepted runs in linear time here, and a pattern on which a
 * backtracking engine could take exponential time is refused all the same: documents are carried to other evaluators.
 */
export function compilePattern(source: string): Result<PatternMatcher, string> {
  try {
    const branches = parsePattern(source).map((branch) => ({
      ...branch,
      automaton: buildAutomaton(branch.body),
    }));
    if (branches.some((branch) => isExponentiallyAmbiguous(branch.automaton))) {
      return {
        ok: false,
        problems: ['could backtrack exponentially: a repeated group can read the same text in two ways'],
      };
    }
    return {
      ok: true,
      value: (text) => text.length <= MAX_SUBJECT_LENGTH && branches.some((branch) => found(branch, text)),
    };
  } catch (error) {
    if (error instanceof PatternProblem) return { ok: false, problems: [error.message] };
    throw error;
  }
}

/** Follows all positions at once; an unanchored branch may begin at every character. */
function found({ automaton, fromStart, toEnd }: Branch, text: string): boolean {
  if (automaton.nullable && (!fromStart || !toEnd || text === '')) return true;
  const restart = fromStart ? [] : automaton.first;
  let candidates = new Set(automaton.first);
  for (let at = 0; at < text.length && candidates.size > 0; at++) {
    const reading = reads(automaton, candidates, text.charCodeAt(at));
    const mayEnd = !toEnd || at === text.length - 1;
    if (mayEnd && reading.some((position) => automaton.last[position])) return true;
    candidates = new Set([...restart, ...reading.flatMap((position) => automaton.follow[position] ?? [])]);
  }
  return false;
}

/** The candidates that consume this code unit. */
function reads(
  automaton: PositionAutomaton,
  candidates: ReadonlySet<number>,
  unit: number,
): readonly number[] {
  return [...candidates].filter((position) => includesUnit(automaton.units[position] ?? [], unit));
}
