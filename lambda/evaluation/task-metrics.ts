import { l as rougeL } from 'js-rouge';

/** Outcomes that compare an answer with the one labelled as right: each is 0…1, and better the higher. */
export const TASK_METRICS = ['exact_match', 'token_f1', 'rouge_l'] as const;

export type TaskMetric = (typeof TASK_METRICS)[number];

/** Words that are compared; further ones are left out, for comparing takes time by the product of both lengths. */
export const MAX_WORDS = 2000;

/** How an answer compares with its reference, by each metric. */
export const taskMetric: Readonly<Record<TaskMetric, (answer: string, reference: string) => number>> = {
  exact_match: exactMatch,
  token_f1: tokenF1,
  rouge_l: longestCommonSubsequence,
};

function exactMatch(answer: string, reference: string): number {
  return normalised(answer) === normalised(reference) ? 1 : 0;
}

/**
 * Rajpurkar et al. 2016 (SQuAD, arXiv 1606.05250), as their evaluation script has it: lower case, no punctuation, no
 * English articles, single spaces. The punctuation is that of Unicode, not of ASCII alone; other signs tell answers apart: 👍 is not 👎.
 */
function normalised(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\p{P}$+<=>^`|~]/gu, '')
    .replace(ARTICLE, ' ')
    .trim()
    .replace(/\s+/g, ' ');
}

/** Not `\b`, which takes letters beyond ASCII for none and would find an article at the end of Corréa. */
const ARTICLE = /(?<![\p{L}\p{M}\p{N}])(?:a|an|the)(?![\p{L}\p{M}\p{N}])/gu;

/** Harmonic mean of precision and recall of words, counted with repetition; where one side has none, 1 if both have none. */
function tokenF1(answer: string, reference: string): number {
  const [said, right] = [wordsOf(normalised(answer), ' '), wordsOf(normalised(reference), ' ')];
  if (said.length === 0 || right.length === 0) return said.length === right.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of right) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of said) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    common += 1;
    left.set(word, count - 1);
  }
  return (2 * common) / (said.length + right.length);
}

/**
 * ROUGE-L (Lin 2004) of both texts as one sentence each: the harmonic mean of precision and recall of their longest common
 * subsequence. Words are runs of letters and digits in lower case, as Google's `rouge_score` has them, in any script. Texts
 * without words are the same or not.
 */
function longestCommonSubsequence(answer: string, reference: string): number {
  const [said, right] = [lettersOf(answer), lettersOf(reference)];
  if (said === '' && right === '') return exactMatch(answer, reference);
  if (said === '' || right === '') return 0;
  return rougeL(said, right, { tokenizer: (text) => text.split(' '), segmenter: (text) => [text] });
}

function lettersOf(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).slice(0, MAX_WORDS).join(' ');
}

function wordsOf(text: string, separator: string): readonly string[] {
  return text === '' ? [] : text.split(separator).slice(0, MAX_WORDS);
}
