import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editsBetween } from '../../../core/document/document-edits.ts';
import { changedDocument } from '../../helpers/document-changes.ts';
import { aDocument, aFlag, aPercentage, parsed } from '../../helpers/flag-documents.ts';

const UNNAMED = { condition: {}, value: 'new' };

describe('editsBetween', () => {
  it('has nothing to do between a document and itself', () => {
    fc.assert(
      fc.property(changedDocument, ({ document }) => {
        expect(editsBetween(document, structuredClone(document), 'document')).toEqual([]);
      }),
    );
  });

  it('starts at the root for a single flag, and at its place in a document', () => {
    const [before, after] = [10, 25].map((share) => parsed(aFlag({ rules: [aPercentage(share)] })));
    const path = ['rules', 0, 'condition', 'rollout_percentage'];
    expect(before && after && editsBetween(before, after, 'single-flag')).toEqual([
      { kind: 'set', path, value: 25 },
    ]);
    expect(before && after && editsBetween(before, after, 'document')).toEqual([
      { kind: 'set', path: ['flags', 0, ...path], value: 25 },
    ]);
  });

  it('names a rule that was called by its place when its place changes', () => {
    const document = parsed(aDocument([aFlag({ rules: [aPercentage(10), UNNAMED, UNNAMED] })]));
    const flags = document.flags.map((flag) => ({ ...flag, rules: flag.rules.slice(1) }));
    expect(editsBetween(document, { ...document, flags }, 'document')).toEqual([
      { kind: 'remove', path: ['flags', 0, 'rules', 0] },
      { kind: 'set', path: ['flags', 0, 'rules', 1, 'name'], value: 'rule-1' },
      { kind: 'set', path: ['flags', 0, 'rules', 2, 'name'], value: 'rule-2' },
    ]);
  });

  it('knows flags that are new and flags that are gone', () => {
    const [one, two] = ['a', 'b'].map((flag) => ({ ...aFlag(), flag }));
    const [before, after] = [parsed(aDocument([one ?? {}])), parsed(aDocument([one ?? {}, two ?? {}]))];
    expect(editsBetween(before, after, 'document')).toMatchObject([{ kind: 'insert', path: ['flags', 1] }]);
    expect(editsBetween(after, before, 'document')).toEqual([{ kind: 'remove', path: ['flags', 1] }]);
  });
});
