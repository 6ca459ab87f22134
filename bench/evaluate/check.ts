import type { FlagValue } from '../../core/document/flag-document.ts';
import { compile } from '../../core/evaluation/compile.ts';
import type { Decision } from '../../core/evaluation/decision.ts';
import { evaluate } from '../../core/evaluation/evaluate.ts';
import { benchmarkDocument, FLAG_NAMES, type FlagName, IN_MOTION } from './flags.ts';
import type { Answers } from './run-system.ts';
import { benchmarkUsers } from './users.ts';

/** What was found when a system's answers were compared with ours. */
export interface Agreement {
  /** Answers that no percentage has a part in: all were equal. */
  readonly equalAnswers: number;
  /** Users who reached the percentage, on every side the same ones. */
  readonly reached: number;
  /** Of those, how many the system lets in. */
  readonly letIn: number;
  /** Of those it lets in, how many are ours too. */
  readonly sameUsers: number;
}

/** How far a share may be off: 4 standard deviations happen by chance once in 16,000. */
const SIGMAS = 4;

const NOW_MS = 0;

/**
 * Compares a system's answers of two processes with what the rules say. Systems hash differently, so users whom the
 * percentage decides may differ, but each must be answered alike twice, and the share let in must be the percentage's.
 *
 * @throws naming the first answer that is not of the same kind.
 */
export function checkAnswers(system: string, first: Answers, second: Answers): Agreement {
  const users = benchmarkUsers();
  const document = compile(benchmarkDocument());
  const counts = { equalAnswers: 0, reached: 0, letIn: 0, sameUsers: 0 };
  for (const flag of FLAG_NAMES) {
    for (const [at, user] of users.entries()) {
      const decision = evaluate(document, flag, user, NOW_MS);
      const answer = first[flag][at];
      if (answer !== second[flag][at]) throw unstable(system, flag, user.user_id);
      if (!isOfSameKind(decision, answer)) throw different(system, flag, user.user_id, decision, answer);
      count(counts, decision, answer);
    }
  }
  checkShare(system, counts);
  return counts;
}

/** Beyond the gate either side is right; everywhere else one value is. */
function isOfSameKind(decision: Decision, answer: FlagValue | undefined): boolean {
  if (decision.role === undefined) return answer === decision.value;
  return answer === IN_MOTION.candidate || answer === controlValue();
}

function controlValue(): FlagValue | undefined {
  return benchmarkDocument().flags.find((flag) => flag.flag === IN_MOTION.flag)?.default;
}

function count(
  counts: { -readonly [Key in keyof Agreement]: number },
  decision: Decision,
  answer: FlagValue | undefined,
): void {
  if (decision.role === undefined) {
    counts.equalAnswers += 1;
    return;
  }
  const isIn = answer === IN_MOTION.candidate;
  counts.reached += 1;
  counts.letIn += isIn ? 1 : 0;
  counts.sameUsers += isIn && decision.role === 'candidate' ? 1 : 0;
}

function checkShare(system: string, { reached, letIn }: Agreement): void {
  const share = IN_MOTION.percentage / 100;
  const tolerance = SIGMAS * Math.sqrt(reached * share * (1 - share));
  if (Math.abs(letIn - reached * share) <= tolerance) return;
  throw new Error(`${system} lets ${letIn} of ${reached} users in, but ${IN_MOTION.percentage} % should be`);
}

function unstable(system: string, flag: FlagName, userId: string): Error {
  return new Error(`${system} answers ${flag} for user ${userId} differently in two processes`);
}

function different(
  system: string,
  flag: FlagName,
  userId: string,
  decision: Decision,
  answer: FlagValue | undefined,
): Error {
  return new Error(
    `${system} answers ${flag} for user ${userId} with ${answer}, the rules say ${decision.value}`,
  );
}
