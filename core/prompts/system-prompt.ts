import type { Prompt } from './prompt-document.ts';
import { PASSAGES_PLACEHOLDER } from './prompt-document.ts';

/** Appended for `response_format: json`, so that a prompt need not be written twice. */
export const JSON_INSTRUCTION =
  'Answer with one JSON value and nothing else: no text before or after it, no code fence.';

/** Stands in for the placeholder when nothing was retrieved. */
export const NO_PASSAGES = '(none)';

export interface SystemPromptOptions {
  /** Retrieved passages, the most relevant first. */
  readonly passages: readonly string[];
  /** Ask for one JSON value. */
  readonly json: boolean;
}

/**
 * The system text sent to the model: the prompt with its passages in place of `{{passages}}` (every occurrence; at the
 * end where there is none), then the format instruction. A passage is never searched for placeholders itself.
 */
export function systemPrompt(prompt: Prompt, options: SystemPromptOptions): string {
  const parts = [withPassages(prompt.system, options.passages)];
  if (options.json) parts.push(JSON_INSTRUCTION);
  return parts.join('\n\n');
}

function withPassages(system: string, passages: readonly string[]): string {
  const pieces = system.split(PASSAGES_PLACEHOLDER);
  if (pieces.length > 1) return pieces.join(passages.length === 0 ? NO_PASSAGES : numbered(passages));
  return passages.length === 0 ? system : `${system}\n\nPassages:\n${numbered(passages)}`;
}

function numbered(passages: readonly string[]): string {
  return passages.map((passage, index) => `[${index + 1}] ${passage}`).join('\n\n');
}
