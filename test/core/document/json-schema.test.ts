import ajv from 'ajv-draft-04';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagDocumentSchema } from '../../../core/document/json-schema.ts';
import { OPERATORS } from '../../../core/document/operators.ts';
import { printFlagDocument } from '../../../core/document/print-flag-document.ts';
import { mutatedDocument, validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, errorsOf, parsed } from '../../helpers/flag-documents.ts';
import { specFile } from '../../helpers/spec-file.ts';

/** AppConfig's limit of a validator's content (API reference, `Validator.Content`). */
const MAX_SCHEMA_CHARACTERS = 32_768;

/** Codes of issues that depend on more than the shape of one place. */
const BEYOND_SHAPES = new Set([
  'duplicate',
  'mixed-types',
  'not-allowed',
  'killed-default',
  'bad-format',
  'bad-operand',
  'unsafe-pattern',
  'unknown-segment',
  'segment-cycle',
  'too-deep',
  'too-large',
  'bad-split',
  'out-of-range',
]);

const accepts = new ajv.default().compile(flagDocumentSchema);

interface IssueCase {
  readonly description: string;
  readonly document: unknown;
  readonly issues: readonly { code: string }[];
}

describe('the JSON Schema of flag documents', () => {
  it('is draft-04 and short enough for AppConfig', () => {
    expect(flagDocumentSchema.$schema).toBe('http://json-schema.org/draft-04/schema#');
    expect(JSON.stringify(flagDocumentSchema).length).toBeLessThan(MAX_SCHEMA_CHARACTERS);
  });

  it('accepts every document that parses, as given and as printed', () => {
    fc.assert(
      fc.property(validDocument, (document) => {
        expect(accepts(document), JSON.stringify(accepts.errors)).toBe(true);
        expect(accepts(JSON.parse(printFlagDocument(parsed(document)))), JSON.stringify(accepts.errors)).toBe(
          true,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('refuses nothing that the parser accepts, whatever is changed in a document', () => {
    let refused = 0;
    fc.assert(
      fc.property(mutatedDocument, ({ mutated }) => {
        if (accepts(mutated)) return;
        refused += 1;
        expect(errorsOf(mutated)).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(50);
  });

  it.each(
    specFile<{ cases: readonly IssueCase[] }>('06-issues').cases.filter(({ issues }) =>
      issues.some(({ code }) => !BEYOND_SHAPES.has(code)),
    ),
  )('refuses what is wrong by its shape: $description', ({ document }) => {
    expect(accepts(document)).toBe(false);
  });

  it('knows every operator and no other', () => {
    const withOperator = (name: string) =>
      aDocument([aFlag({ rules: [{ condition: { plan: { [name]: 'x' } }, value: 'new' }] })]);
    for (const name of ['equals', 'NOT', 'constructor'])
      expect(accepts(withOperator(name)), name).toBe(false);
    const texts = Object.entries(OPERATORS).filter(([, kind]) => ['test', 'text', 'pattern'].includes(kind));
    for (const [name] of texts) expect(accepts(withOperator(name)), name).toBe(true);
  });
});
