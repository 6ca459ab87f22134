/** One system prompt. `{{passages}}` in it marks where retrieved passages go; without it they are appended. */
export interface Prompt {
  readonly system: string;
}

/** Prompts by version, the version being a value of the prompt flag. */
export interface PromptDocument {
  readonly version: 1;
  readonly prompts: ReadonlyMap<string, Prompt>;
}

/** Where retrieved passages go. Nothing else in double braces is a prompt's to use. */
export const PASSAGES_PLACEHOLDER = '{{passages}}';

/** Caps on hostile or mistaken input. Lengths count unicode characters, as JSON Schema does. */
export const PROMPT_LIMITS = {
  prompts: 1000,
  systemCharacters: 100_000,
  /** Of the whole document as text, in UTF-16 units; AppConfig's default quota is 2,048 KB. */
  documentCharacters: 2_000_000,
} as const;

/** Shape of a prompt's version. */
export const PROMPT_VERSION_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';

/** Matches a text that opens double braces for anything but the placeholder. */
export const FOREIGN_PLACEHOLDER_PATTERN = '\\{\\{(?!passages\\}\\})';
