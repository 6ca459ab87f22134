import { describe, expect, it } from 'vitest';
import { checkAnswers } from '../../../bench/evaluate/check.ts';
import { benchmarkDocument, FLAG_NAMES, type FlagName, IN_MOTION } from '../../../bench/evaluate/flags.ts';
import type { Answers } from '../../../bench/evaluate/run-system.ts';
import { benchmarkUsers } from '../../../bench/evaluate/users.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import type { Decision } from '../../../core/evaluation/decision.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';

const document = compile(benchmarkDocument());
const users = benchmarkUsers();

/** Answers of a system that gives what `answer` says. */
function answers(answer: (decision: Decision, flag: FlagName, at: number) => unknown): Answers {
  const entries = FLAG_NAMES.map((flag) => [
    flag,
    users.map((user, at) => answer(evaluate(document, flag, user, 0), flag, at)),
  ]);
  return Object.fromEntries(entries);
}

const ours = answers(({ value }) => value);

/** Users whom another hash would let in: every n-th that reaches the percentage. */
function everyNth(n: number): Answers {
  let reached = 0;
  return answers(({ role, value }) => {
    if (role === undefined) return value;
    reached += 1;
    return reached % n === 0 ? IN_MOTION.candidate : 'claude-3-haiku';
  });
}

describe('checkAnswers', () => {
  it('accepts equal answers, and counts whom the percentage lets in', () => {
    const agreement = checkAnswers('ours', ours, ours);
    expect(agreement.equalAnswers + agreement.reached).toBe(users.length * FLAG_NAMES.length);
    expect(agreement.sameUsers).toBe(agreement.letIn);
  });

  it('accepts that a system lets other users in, if they are as many', () => {
    const other = everyNth(10);
    const { letIn, sameUsers, reached } = checkAnswers('other', other, other);
    expect(letIn).toBe(Math.floor(reached / 10));
    expect(sameUsers).toBeLessThan(letIn);
  });

  it('refuses a system that lets twice as many in', () => {
    const generous = everyNth(5);
    expect(() => checkAnswers('generous', generous, generous)).toThrow('generous lets');
  });

  it('refuses one wrong answer', () => {
    const wrong = answers(({ value }, flag, at) => (flag === 'retrieval_top_k' && at === 7 ? -1 : value));
    expect(() => checkAnswers('wrong', wrong, wrong)).toThrow('retrieval_top_k');
  });

  it('refuses a system that answers a user differently in another process', () => {
    expect(() => checkAnswers('fickle', everyNth(10), everyNth(11))).toThrow('differently in two processes');
  });
});

describe('the benchmark document', () => {
  it.each(FLAG_NAMES)('has five rules, and each serves some users, as does the default (%s)', (flag) => {
    const rules = benchmarkDocument().flags.find((candidate) => candidate.flag === flag)?.rules ?? [];
    const served = users.map((user) => evaluate(document, flag, user, 0).rule);
    const share = (rule: string | undefined) => served.filter((name) => name === rule).length / served.length;
    expect(rules).toHaveLength(5);
    for (const name of [...rules.map((rule) => rule.name), undefined])
      expect(share(name), name).toBeGreaterThan(0.02);
  });
});
