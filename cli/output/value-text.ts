import type { FlagValue } from '../../core/document/flag-document.ts';
import { shortened } from '../../core/document/issue-list.ts';
import { printable } from './printable.ts';

/**
 * A value as people read it: bare where it is one plain word or number, else as JSON of at most 80 characters in which
 * nothing is left that a terminal would obey or hide.
 */
export function valueText(value: FlagValue): string {
  const text = String(value);
  if (/^[\w.:/@+-]{1,80}$/.test(text)) return text;
  return printable(shortened(value));
}
