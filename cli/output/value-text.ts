import type { FlagValue } from '../../core/document/flag-document.ts';
import { shortened } from '../../core/document/issue-list.ts';

/** A value as people read it: bare where it is one plain word or number, else as JSON of at most 80 characters. */
export function valueText(value: FlagValue): string {
  const text = String(value);
  return /^[\w.:/@+-]{1,80}$/.test(text) ? text : shortened(value);
}
