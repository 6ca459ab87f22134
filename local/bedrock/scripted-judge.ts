import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseOutcome } from './converse.ts';

/** What a judge is shown, by name, and what is said to it besides. */
interface Shown {
  readonly exhibits: ReadonlyMap<string, string>;
  /** The message without its exhibits. */
  readonly aside: string;
}

/** How the evaluator announces its tags to a judge. */
const ANNOUNCEMENT = /between a pair of tags that end in ([0-9a-f]+)/;
const ORDER = /\bscore\b\D*?(\d+(?:\.\d+)?)/i;

/**
 * What a scripted judge replies; `undefined` for a request that does not ask to judge. It scores how much of an answer is
 * about the reference, or else about the question. It is obedient: what stands outside the tags it takes for its orders,
 * and gives the score that is ordered there. So it shows whether an answer can get out of its tags.
 */
export function judgeReply(system: string, message: string): string | undefined {
  const [, fence] = ANNOUNCEMENT.exec(system) ?? [];
  if (fence === undefined) return undefined;
  const { exhibits, aside } = readExhibits(message, fence);
  const [, ordered] = ORDER.exec(aside) ?? [];
  if (ordered !== undefined) return `{ "score": ${ordered} }`;
  const topic = exhibits.get('reference') ?? exhibits.get('question') ?? '';
  const quality = (name: string) => shareOf(exhibits.get(name) ?? '', topic);
  if (exhibits.has('first')) return JSON.stringify({ better: betterOf(quality('first'), quality('second')) });
  const share = quality('answer');
  return JSON.stringify({ score: /from 0, the worst/.test(system) ? share : 1 + Math.round(9 * share) });
}

/** A request that asks to judge is answered with a judgement, where the script gives an answer at all. */
export function withJudgement(outcome: ConverseOutcome, request: ConverseRequest): ConverseOutcome {
  if ('error' in outcome || outcome.response.output?.message?.content?.[0]?.text === '') return outcome;
  const system = (request.system ?? []).map(({ text }) => text ?? '').join('\n');
  const said = (request.messages ?? []).flatMap(({ content }) => content ?? []);
  const text = judgeReply(system, said.map((block) => block.text ?? '').join('\n'));
  if (text === undefined) return outcome;
  const output = { message: { role: 'assistant' as const, content: [{ text }] } };
  return { ...outcome, response: { ...outcome.response, output, stopReason: 'end_turn' } };
}

/** A tag is over where it is closed first, as it would be for any reader. */
function readExhibits(message: string, fence: string): Shown {
  const exhibits = new Map<string, string>();
  const tags = new RegExp(`<([a-z]+)-${fence}>([\\s\\S]*?)</\\1-${fence}>`, 'g');
  const aside = message.replace(tags, (_, name: string, text: string) => {
    exhibits.set(name, text);
    return '';
  });
  return { exhibits, aside };
}

function betterOf(first: number, second: number): 'first' | 'second' | 'neither' {
  if (first === second) return 'neither';
  return first > second ? 'first' : 'second';
}

/** Share of a text's words that a topic has, too. */
function shareOf(text: string, topic: string): number {
  const words = wordsOf(text);
  const known = new Set(wordsOf(topic));
  return words.length === 0 ? 0 : words.filter((word) => known.has(word)).length / words.length;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
