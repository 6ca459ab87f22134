import type { FlagDocument, FlagValue } from '../core/document/flag-document.ts';

/**
 * The value that a person has typed, in the JSON type of the flag's default; text where that makes no sense, and for a
 * flag that is not there: whatever takes it then refuses it and names what is allowed.
 */
export function typedValue({ flags }: FlagDocument, name: string, text: string): FlagValue {
  const flag = flags.find((one) => one.flag === name);
  if (typeof flag?.default === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = typeof flag?.default === 'number' && text.trim() !== '' && Number.isFinite(Number(text));
  return isNumber ? Number(text) : text;
}
