import fc from 'fast-check';
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { plainJson, readDocumentText, withChange } from '../../../cli/documents/document-text.ts';
import { editsBetween } from '../../../core/document/document-edits.ts';
import { documentForm } from '../../../core/document/document-form.ts';
import type { FlagDocument } from '../../../core/document/flag-document.ts';
import { rollOut } from '../../../core/document/roll-out.ts';
import { validDocument } from '../../helpers/arbitraries.ts';
import { commentedJson, commentsOf } from '../../helpers/commented-json.ts';
import { changedDocument, type Target } from '../../helpers/document-changes.ts';
import { aDocument, aFlag, aPercentage, parsed } from '../../helpers/flag-documents.ts';

/** A change of any kind, and a text of the document before it. */
const changedText = changedDocument.chain((change) =>
  commentedJson(change.input).map((text) => ({ ...change, text })),
);

function readAs(text: string): FlagDocument {
  const result = readDocumentText(text);
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.problems[0])} in\n${text}`);
  return result.value;
}

/** Spans of the text that a change may take out: values that are replaced, children that are removed. */
function spansOf({ input, document, after, text }: Target & { after: FlagDocument; text: string }) {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return editsBetween(document, after, documentForm(input)).flatMap((edit) => {
    if (edit.kind === 'insert') return [];
    const node = root && findNodeAtLocation(root, [...edit.path]);
    const whole = edit.kind === 'remove' && node?.parent?.type === 'property' ? node.parent : node;
    return whole ? [whole] : [];
  });
}

const isWithin = (offset: number, nodes: readonly Node[]): boolean =>
  nodes.some((node) => offset >= node.offset && offset < node.offset + node.length);

describe('the text of a changed document', () => {
  it('holds the changed document', () => {
    let changes = 0;
    fc.assert(
      fc.property(changedText, ({ document, after, text }) => {
        if (after !== document) changes += 1;
        expect(readAs(withChange(text, after))).toEqual(after);
      }),
      { numRuns: 800 },
    );
    expect(changes).toBeGreaterThan(300);
  });

  it('has every comment that stands outside of what was replaced or taken out, and no new one', () => {
    let lost = 0;
    fc.assert(
      fc.property(changedText, (change) => {
        const spans = spansOf(change);
        const kept = commentsOf(withChange(change.text, change.after)).map(({ text }) => text);
        const expected = commentsOf(change.text).filter(({ offset }) => !isWithin(offset, spans));
        lost += commentsOf(change.text).length - expected.length;
        expect(kept.filter((text) => expected.some((one) => one.text === text))).toEqual(
          expected.map(({ text }) => text),
        );
        expect(new Set(kept).size).toBe(kept.length);
      }),
      { numRuns: 800 },
    );
    expect(lost).toBeGreaterThan(0);
  });

  it('is the same text when nothing has changed', () => {
    fc.assert(
      fc.property(changedText, ({ input, text }) => {
        expect(withChange(text, parsed(structuredClone(input)))).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('holds any other document of the same form', () => {
    const pairs = fc
      .tuple(validDocument, validDocument)
      .filter(([before, after]) => 'flags' in before && 'flags' in after)
      .chain(([before, after]) => commentedJson(before).map((text) => ({ text, after: parsed(after) })));
    fc.assert(
      fc.property(pairs, ({ text, after }) => {
        expect(readAs(withChange(text, after))).toEqual(after);
      }),
      { numRuns: 500 },
    );
  });

  it('is written anew where an object has a member twice', () => {
    const text = '{ "flag": "m", "default": "x", "default": "old", "permanent": true }';
    const after = parsed(aFlag({ killed: ['new'] }));
    expect(readAs(withChange(text, after))).toEqual(after);
  });

  it('changes one number where a percentage grows', () => {
    const text = JSON.stringify(aDocument([aFlag({ rules: [aPercentage(10)] })]), undefined, 2);
    const grown = rollOut(readAs(text), { flag: 'm', value: 'new', percentage: 25 });
    expect(grown.ok && withChange(text, grown.value)).toBe(text.replace(': 10', ': 25'));
  });
});

describe('a document read from text', () => {
  it('is the one that the same JSON without comments holds', () => {
    fc.assert(
      fc.property(
        validDocument.chain((input) => commentedJson(input).map((text) => ({ input, text }))),
        ({ input, text }) => {
          expect(readDocumentText(text)).toMatchObject({ ok: true, form: documentForm(input) });
          expect(readAs(text)).toEqual(parsed(input));
          expect(readAs(`\uFEFF${text}`)).toEqual(parsed(input));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has its warnings and problems with line and column', () => {
    const text = '// one flag\n{\n  "flag": "m",\n  "default": 1\n}';
    expect(readDocumentText(text)).toMatchObject({
      ok: true,
      warnings: [{ code: 'no-cleanup', line: 2, column: 1 }],
    });
    expect(readDocumentText(text.replace('"m"', '"M"'))).toMatchObject({
      ok: false,
      problems: [{ code: 'bad-format', pointer: '/flag', line: 3, column: 11 }, { code: 'no-cleanup' }],
    });
  });
});

describe('plain JSON', () => {
  it('is the same document for whoever knows no comments', () => {
    fc.assert(
      fc.property(changedText, ({ input, text }) => {
        expect(parsed(JSON.parse(plainJson(text)))).toEqual(parsed(input));
        expect(commentsOf(plainJson(text))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is left alone where it is plain already', () => {
    fc.assert(
      fc.property(validDocument, fc.constantFrom(undefined, 2, '\t'), (input, layout) => {
        const text = `${JSON.stringify(input, undefined, layout)}\n`;
        expect(plainJson(text)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the layout, and drops the lines that held nothing but a comment', () => {
    const text = '\uFEFF// a\n{\n  "x": 1, // b\n  /* c\n  d */\n\n  "y": [1, /* e */ 2,],\n}\n// f\n';
    expect(plainJson(text)).toBe('{\n  "x": 1,\n\n  "y": [1,  2]\n}\n');
  });
});
