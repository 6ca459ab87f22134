import type { Rubric } from '../../core/rubrics/rubric-document.ts';
import type { Completion, ModelInvoker } from '../inference/model-invoker.ts';
import { type Exhibit, judgePrompt } from './judge-prompt.ts';
import { type Judgement, parseJudgement } from './judgement.ts';

/** What is judged: nothing in it says which side or model it is of. */
export interface JudgedTexts {
  readonly question: string;
  readonly answer: string;
  /** The right answer, where it is known. */
  readonly reference?: string | undefined;
}

/** A rubric that compares with a reference, where there is none. */
export const NO_REFERENCE = 'no-reference';

/** What judging came to. */
export interface Judged {
  /** 0…1; `undefined` where the judge's words were no score. */
  readonly score: number | undefined;
  readonly rationales: readonly string[];
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface JudgeOptions {
  readonly model: ModelInvoker;
  /** On Bedrock. */
  readonly modelId: string;
  /** For each call. */
  readonly timeoutMs: number;
  /** Whether reasons are asked for. */
  readonly rationale: boolean;
  /** Whether the model goes by its own temperature; otherwise by 0. */
  readonly ownTemperature: boolean;
}

/** Asks a judge. Rejects with a `ModelFailure` when it cannot be asked. */
export type Judge = (texts: JudgedTexts, rubric: Rubric) => Promise<Judged | typeof NO_REFERENCE>;

/** Room for the score alone, and with reasons. */
const MAX_OUTPUT_TOKENS = { score: 64, rationale: 1024 };

/**
 * A judge on Bedrock. Comparing an answer with its reference, it is asked twice, each of them being the first once: a
 * preference for a place cancels out, and answers that it cannot tell apart score 0.5.
 */
export function createJudge(options: JudgeOptions): Judge {
  return async ({ question, answer, reference }, rubric) => {
    const asked: Exhibit = { name: 'question', text: question };
    if (rubric.scale !== 'pairwise') {
      const known: readonly Exhibit[] =
        reference === undefined ? [] : [{ name: 'reference', text: reference }];
      return ask([asked, ...known, { name: 'answer', text: answer }], rubric, options);
    }
    if (reference === undefined) return NO_REFERENCE;
    const inOrder = (first: string, second: string) =>
      ask([asked, { name: 'first', text: first }, { name: 'second', text: second }], rubric, options);
    return bothOrders(await Promise.all([inOrder(answer, reference), inOrder(reference, answer)]));
  };
}

async function ask(exhibits: readonly Exhibit[], rubric: Rubric, options: JudgeOptions): Promise<Judged> {
  const { model, modelId, timeoutMs, rationale, ownTemperature } = options;
  const { system, user } = judgePrompt({ rubric, exhibits, rationale });
  const completion = await model.invoke({
    ...{ modelId, system, timeoutMs, json: true },
    messages: [{ role: 'user', content: user }],
    maxOutputTokens: rationale ? MAX_OUTPUT_TOKENS.rationale : MAX_OUTPUT_TOKENS.score,
    ...(!ownTemperature && { temperature: 0 }),
  });
  const judgement = parseJudgement(completion.text, rubric.scale);
  return judgedOf(completion, judgement, rationale);
}

/** Reasons that nobody asked for are not kept: they may quote users. */
function judgedOf(
  { inputTokens, outputTokens }: Completion,
  judgement: Judgement | undefined,
  keepsReasons: boolean,
): Judged {
  const { score, rationale } = judgement ?? {};
  const rationales = keepsReasons && rationale !== undefined ? [rationale] : [];
  return { score, rationales, inputTokens, outputTokens };
}

function bothOrders([answerFirst, answerSecond]: readonly [Judged, Judged]): Judged {
  const isUsable = answerFirst.score !== undefined && answerSecond.score !== undefined;
  return {
    score: isUsable ? (answerFirst.score + 1 - answerSecond.score) / 2 : undefined,
    rationales: [...answerFirst.rationales, ...answerSecond.rationales],
    inputTokens: answerFirst.inputTokens + answerSecond.inputTokens,
    outputTokens: answerFirst.outputTokens + answerSecond.outputTokens,
  };
}
