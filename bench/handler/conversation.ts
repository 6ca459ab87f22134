import { benchmarkUsers } from '../evaluate/users.ts';

/**
 * Sizes of a typical request: 1,020 tokens in and 129 out are the medians of the Azure LLM inference trace 2023
 * (conversation), at about four characters a token.
 */
const CONTENT_CHARACTERS = 4080;
const ANSWER_CHARACTERS = 516;

const WORDS =
  'The invoice of last month names a plan that we left in spring; please tell us what to do about it. ';

/** What the instant model always says. */
export const ANSWER_TEXT = text(ANSWER_CHARACTERS);

/** One event a user, as JSON: what arrives at a function. Two earlier turns and the question. */
export function benchmarkEvents(): readonly string[] {
  const content = text(CONTENT_CHARACTERS / 3);
  return benchmarkUsers().map((user) =>
    JSON.stringify({
      user,
      messages: [
        { role: 'user', content },
        { role: 'assistant', content },
        { role: 'user', content },
      ],
    }),
  );
}

function text(characters: number): string {
  return WORDS.repeat(Math.ceil(characters / WORDS.length))
    .slice(0, characters)
    .trimEnd();
}
