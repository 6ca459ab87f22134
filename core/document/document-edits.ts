import { elementAt } from '../element-at.ts';
import { aligned } from './aligned.ts';
import type { DocumentForm } from './document-form.ts';
import type { Flag, FlagDocument } from './flag-document.ts';
import { type Edit, type JsonPath, jsonEdits } from './json-edits.ts';
import { printedDocument } from './print-flag-document.ts';

/**
 * The smallest edits of a document's JSON that turn `before` into `after`, whatever layout and comments it has: both are
 * normal forms of the same kind of document, and `form` is that of the JSON. Members that only state a default may be
 * there or not, and rules may be without their names.
 */
export function editsBetween(before: FlagDocument, after: FlagDocument, form: DocumentForm): readonly Edit[] {
  return [
    ...jsonEdits(printedDocument(before, form), printedDocument(after, form)),
    ...aligned(before.flags, after.flags).flatMap(({ from, to }) => {
      const path = form === 'single-flag' ? [] : ['flags', from];
      return namings(elementAt(before.flags, from), elementAt(after.flags, to), path);
    }),
  ];
}

/** A rule without a name is called by its place: where that changes, the name has to be written down. */
function namings(before: Flag, after: Flag, path: JsonPath): readonly Edit[] {
  return aligned(before.rules, after.rules).flatMap(({ from, to }): readonly Edit[] => {
    const { name } = elementAt(after.rules, to);
    if (from === to || name !== `rule-${from}` || elementAt(before.rules, from).name !== name) return [];
    return [{ kind: 'set', path: [...path, 'rules', from, 'name'], value: name }];
  });
}
