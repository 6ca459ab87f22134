import { createHash } from 'node:crypto';
import { isOfExperiment } from './experiment-role.ts';
import type { FlagAnswer } from './flag-answer.ts';

/** An answer with the version of the flags that it is of. */
export interface VersionedAnswer {
  readonly answer: FlagAnswer;
  readonly version: string;
}

/** Questions whose last answer is kept, about half a megabyte. */
const MAX_QUESTIONS = 1000;

/**
 * The last good answers. Only the agent can evaluate rules, so a question has no other good answer than the one it was
 * given before; a flag that had no variants, though, answers everybody alike. Of users, hashes are kept.
 */
export class KeptAnswers {
  readonly #byQuestion = new Map<string, VersionedAnswer>();
  readonly #forEverybody = new Map<string, VersionedAnswer>();

  /** `question`: all that the agent was told of the user. */
  keep(flag: string, question: string, answer: VersionedAnswer): void {
    const { variant } = answer.answer;
    const key = keyOf(flag, question);
    this.#byQuestion.delete(key);
    if (variant === undefined) {
      this.#forEverybody.set(flag, answer);
      return;
    }
    // An experiment on a flag without variants leaves it as it is for everybody else.
    if (!isOfExperiment(variant)) this.#forEverybody.delete(flag);
    this.#byQuestion.set(key, answer);
    for (const oldest of this.#byQuestion.keys()) {
      if (this.#byQuestion.size <= MAX_QUESTIONS) break;
      this.#byQuestion.delete(oldest);
    }
  }

  find(flag: string, question: string): VersionedAnswer | undefined {
    return this.#byQuestion.get(keyOf(flag, question)) ?? this.#forEverybody.get(flag);
  }
}

function keyOf(flag: string, question: string): string {
  return createHash('sha256').update(`${flag}\n${question}`).digest('base64url');
}
