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

/** Codes of what no schema of draft-04 can see: it compares several places, or takes an algorithm. */
const BEYOND_SCHEMAS = new Set([
  'killed-default',
  'mixed-types',
  'segment-cycle',
  'too-deep',
  'too-large',
  'unknown-segment',
  'unsafe-pattern',
]);

/** Golden cases of other codes that are left to the parser for the same reasons. */
const LEFT_TO_PARSER = [
  'the same flag twice',
  'a clean-up date that does not exist',
  'a default that is not allowed',
  'nothing allowed',
  'a killed value that is not allowed',
  'a pin of a value that is not allowed',
  'a pin until a day that does not exist',
  'two rules of one name',
  'a rule named like the place of another',
  'a control that is none of the arms',
  'the same arm twice',
  'weights that are too large together',
  'a percentage finer than a step',
  'before with a date-time without a zone',
  'after with a day that does not exist',
  'semver_lte with a leading zero in a pre-release',
  'cidr with a prefix too long',
  'cidr with three bytes',
  'cidr with a prefix too long for IPv6',
];

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

  it('refuses every golden fault that a schema can see', () => {
    const { cases } = specFile<{ cases: readonly IssueCase[] }>('06-issues');
    const accepted = cases.filter(({ document }) => accepts(document));
    const unseen = accepted.filter(({ issues }) => issues.some(({ code }) => !BEYOND_SCHEMAS.has(code)));
    expect(unseen.map(({ description }) => description)).toEqual(LEFT_TO_PARSER);
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
