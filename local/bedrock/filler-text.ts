/** The usual rule of thumb for English, used both ways. */
const CHARACTERS_PER_TOKEN = 4;

const SENTENCE = 'This sentence stands in for what a model would say here. ';

/** Text of about `tokens` tokens that says nothing; one JSON object when JSON was asked. */
export function fillerText(tokens: number, json: boolean): string {
  const length = Math.max(1, Math.round(tokens * CHARACTERS_PER_TOKEN));
  const text = SENTENCE.repeat(Math.ceil(length / SENTENCE.length)).slice(0, length);
  if (!json) return text;
  const frame = JSON.stringify({ answer: '' }).length;
  return JSON.stringify({ answer: text.slice(0, Math.max(0, length - frame)) });
}

/** Tokens that a text of so many characters is taken to have; 0 only for no text. */
export function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
