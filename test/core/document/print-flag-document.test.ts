import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFlagDocumentText } from '../../../core/document/parse-flag-document.ts';
import { printFlagDocument } from '../../../core/document/print-flag-document.ts';
import { validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, parsed } from '../../helpers/flag-documents.ts';

describe('printFlagDocument', () => {
  it('prints what parses to the same document', () => {
    fc.assert(
      fc.property(validDocument, (input) => {
        const document = parsed(input);
        expect(parseFlagDocumentText(printFlagDocument(document))).toMatchObject({
          ok: true,
          value: document,
        });
      }),
      { numRuns: 300 },
    );
  });

  it('prints the same text again after parsing it', () => {
    fc.assert(
      fc.property(validDocument, (input) => {
        const text = printFlagDocument(parsed(input));
        expect(printFlagDocument(parsed(JSON.parse(text)))).toBe(text);
      }),
    );
  });

  it('leaves defaults out and keeps members in a fixed order', () => {
    const document = parsed(
      aDocument([{ rules: [], ...aFlag({ disabled: false, owner: 'us', killed: [] }) }]),
    );
    expect(JSON.parse(printFlagDocument(document))).toEqual({
      version: 1,
      flags: [{ flag: 'm', owner: 'us', permanent: true, default: 'old' }],
    });
    expect(printFlagDocument(document)).toMatch(/"flag".*"owner".*"permanent".*"default"/s);
  });

  it('prints a single flag without a clean-up date alone, the only form in which that is allowed', () => {
    expect(printFlagDocument(parsed({ default: 1, flag: 'm', version: 1 }))).toBe(
      '{\n  "flag": "m",\n  "default": 1\n}\n',
    );
  });
});
