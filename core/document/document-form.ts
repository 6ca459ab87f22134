import { isRecord } from '../record.ts';
import { child } from './issue-list.ts';

/** `document` has a list of flags, `single-flag` is one flag by itself. */
export type DocumentForm = 'document' | 'single-flag';

/** Form of what a flag document is read from: an object without `flags` is meant as a single flag. */
export function documentForm(input: unknown): DocumentForm {
  return isRecord(input) && !Object.hasOwn(input, 'flags') ? 'single-flag' : 'document';
}

/** JSON pointer of the flag at an index. */
export function flagPointer(form: DocumentForm, index: number): string {
  return form === 'single-flag' ? '' : child('/flags', index);
}
