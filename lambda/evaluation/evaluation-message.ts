import { isRecord } from '../../core/record.ts';
import { jsonIn } from '../json-in.ts';
import { MAX_TOKEN_LENGTH } from '../outcomes/exposure-token.ts';

/** An answer on its way to the evaluator. Of its user, side and model it says nothing that a judge is shown. */
export interface EvaluationMessage {
  /** Exposure token of the answer. */
  readonly token: string;
  /** Version of the rubric to judge by. */
  readonly rubric: string;
  /** What the user said last. */
  readonly question: string;
  /** Absent where the model's answer was malformed: it gets the worst score, unread. */
  readonly answer?: string;
  /** The right answer, where the sender knows it; otherwise one is looked for in the rubric document. */
  readonly reference?: string;
}

/** Caps on what is sent, in UTF-16 units; a longer text is cut there. */
export const MESSAGE_LIMITS = { question: 20_000, answer: 40_000, reference: 20_000 } as const;

/** A message is refused beyond this size. What SQS has always taken; also its price is by pieces of 64 KB. */
export const MAX_MESSAGE_BYTES = 262_144;

const MEMBERS = ['version', 'token', 'rubric', 'question', 'answer', 'reference'];

/** The body of a message, its texts cut to {@link MESSAGE_LIMITS}; `undefined` where it is still too large for the queue. */
export function printMessage({
  token,
  rubric,
  question,
  answer,
  reference,
}: EvaluationMessage): string | undefined {
  const body = JSON.stringify({
    version: 1,
    token,
    rubric,
    question: cut(question, MESSAGE_LIMITS.question),
    ...(answer !== undefined && { answer: cut(answer, MESSAGE_LIMITS.answer) }),
    ...(reference !== undefined && { reference: cut(reference, MESSAGE_LIMITS.reference) }),
  });
  return Buffer.byteLength(body) > MAX_MESSAGE_BYTES ? undefined : body;
}

/** Reads a body; `undefined` for anything but a message. Never throws. */
export function parseMessage(body: unknown): EvaluationMessage | undefined {
  const input = jsonIn(String(body));
  if (!isRecord(input) || !Object.keys(input).every((name) => MEMBERS.includes(name))) return undefined;
  const { version, token, rubric, question, answer, reference } = input;
  if (version !== 1 || !isText(token, MAX_TOKEN_LENGTH) || !isText(rubric, 64)) return undefined;
  if (!isText(question, MESSAGE_LIMITS.question)) return undefined;
  if (answer !== undefined && !isText(answer, MESSAGE_LIMITS.answer)) return undefined;
  if (reference !== undefined && !isText(reference, MESSAGE_LIMITS.reference)) return undefined;
  return {
    ...{ token, rubric, question },
    ...(answer !== undefined && { answer }),
    ...(reference !== undefined && { reference }),
  };
}

/** Half a surrogate pair at the end would not survive UTF-8, and goes too. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

function isText(input: unknown, maxLength: number): input is string {
  return typeof input === 'string' && input.trim() !== '' && input.length <= maxLength;
}
