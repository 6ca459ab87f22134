import type { Result } from '../result.ts';
import { isExponentiallyAmbiguous } from './ambiguity.ts';
import { PatternProblem, parsePattern } from './parse-pattern.ts';
import { buildAutomaton } from './position-automaton.ts';
import { isFound } from './search.ts';

/** Longest text that is searched, in UTF-16 code units; a longer one does not match. */
export const MAX_SUBJECT_LENGTH = 4096;

/** A compiled pattern: whether it is found anywhere in the text. Linear in the length of the text. */
export type PatternMatcher = (text: string) => boolean;

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
      value: (text) => text.length <= MAX_SUBJECT_LENGTH && branches.some((branch) => isFound(branch, text)),
    };
  } catch (error) {
    if (error instanceof PatternProblem) return { ok: false, problems: [error.message] };
    throw error;
  }
}
