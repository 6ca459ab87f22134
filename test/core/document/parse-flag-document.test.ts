import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../core/document/issue.ts';
import { LIMITS } from '../../../core/document/limits.ts';
import {
  type ParsedFlagDocument,
  parseFlagDocument,
  parseFlagDocumentText,
} from '../../../core/document/parse-flag-document.ts';
import { anything, mutatedDocument, validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, aSplit, errorsOf, parsed } from '../../helpers/flag-documents.ts';
import { specFile } from '../../helpers/spec-file.ts';

interface IssueCase {
  readonly description: string;
  readonly document: unknown;
  readonly issues: readonly { code: string; pointer: string }[];
}

function problemsOf(result: ParsedFlagDocument): readonly Issue[] {
  return result.ok ? result.warnings : result.problems;
}

/** Whether the pointer (RFC 6901) leads to something, or to where something is missing. */
function leadsIntoDocument(pointer: string, document: unknown): boolean {
  const steps = pointer.split('/').slice(1);
  const keys = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const parent = keys
    .slice(0, -1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
  return pointer === '' || (pointer.startsWith('/') && typeof parent === 'object' && parent !== null);
}

describe('parseFlagDocument', () => {
  it.each(specFile<{ cases: readonly IssueCase[] }>('06-issues').cases)(
    'refuses $description',
    ({ document, issues }) => {
      expect(errorsOf(document)).toEqual(issues);
    },
  );

  it.each(specFile<{ cases: readonly IssueCase[] }>('07-one-flag-in-motion').cases)(
    'knows what is in motion: $description',
    ({ document, issues }) => {
      expect(errorsOf(document)).toEqual(issues);
    },
  );

  it('names both flags that are in motion', () => {
    const moving = [{ name: 'canary', condition: { rollout_percentage: 10 }, value: 'new' }];
    const result = parseFlagDocument(
      aDocument([aFlag({ rules: moving }), aFlag({ flag: 'n', rules: moving })]),
    );
    expect(problemsOf(result)[0]?.message).toBe(
      'two flags are in motion: m (rule canary) and n (rule canary)',
    );
  });

  it('only advises a clean-up date for a single flag', () => {
    const result = parseFlagDocument({ flag: 'm', default: 'old' });
    expect(result.ok).toBe(true);
    expect(problemsOf(result)).toMatchObject([{ severity: 'warning', code: 'no-cleanup', pointer: '' }]);
  });

  it('accepts every arbitrary document made to be valid', () => {
    fc.assert(
      fc.property(validDocument, (document) => {
        expect(errorsOf(document)).toEqual([]);
      }),
    );
  });

  it('never throws and always gives an answer, whatever it is given', () => {
    const inputs = fc.oneof(
      anything,
      fc.json().map((text) => JSON.parse(text)),
      mutatedDocument.map((one) => one.mutated),
    );
    fc.assert(
      fc.property(inputs, (input) => {
        expect(typeof parseFlagDocument(input).ok).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });

  it('explains every refusal: where, what is allowed, what to do', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          mutatedDocument.map((one) => one.mutated),
          fc.jsonValue(),
        ),
        (input) => {
          for (const issue of problemsOf(parseFlagDocument(input))) {
            expect(leadsIntoDocument(issue.pointer, input), issue.pointer).toBe(true);
            expect(issue.message).toMatch(/^[^A-Z].*[^.]$/);
            expect(issue.allowed).not.toBe('');
            expect(issue.fix).not.toBe('');
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses a value that contains itself', () => {
    const circular: Record<string, unknown> = aFlag();
    circular.rules = [circular];
    expect(errorsOf(circular)).toEqual([{ code: 'too-deep', pointer: '' }]);
  });

  it('accepts objects as deep in one another as a document allows, and no deeper', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 'gold' : { not: nested(depth - 1) });
    const withTest = (depth: number) =>
      aFlag({ rules: [{ condition: { plan: nested(depth) }, value: 'new' }] });
    expect(errorsOf(withTest(LIMITS.references + 1))).toEqual([]);
    expect(errorsOf(withTest(LIMITS.references + 2))).toHaveLength(1);
  });

  it('accepts lists up to the limit and refuses longer ones', () => {
    const values = Array.from({ length: LIMITS.values }, (_, at) => `v${at}`);
    expect(errorsOf(aFlag({ killed: values, rules: [aSplit(values)] }))).toEqual([]);
    expect(errorsOf(aFlag({ killed: [...values, 'w'], rules: [aSplit([...values, 'w'])] }))).toEqual([
      { code: 'too-large', pointer: '/killed' },
      { code: 'too-large', pointer: '/rules/0/split' },
    ]);
  });

  it('lists a thousand issues and sums up the rest', () => {
    const flags = Array.from({ length: LIMITS.issues + 5 }, () => 'no flag');
    const problems = problemsOf(parseFlagDocument({ version: 1, flags }));
    expect(problems).toHaveLength(LIMITS.issues + 1);
    expect(problems.at(-1)).toMatchObject({
      code: 'too-many-issues',
      message: '5 more issues are not listed',
    });
  });

  it('keeps reports small, however large the values in them', () => {
    const huge = 'x'.repeat(1_000_000);
    const result = parseFlagDocument(
      aFlag({
        allowed: ['old', huge],
        rules: Array.from({ length: 900 }, () => ({ condition: {}, value: huge })),
      }),
    );
    for (const issue of problemsOf(result)) expect(JSON.stringify(issue).length).toBeLessThan(3000);
  });

  it('spells out the first values of a long list and counts the rest', () => {
    const allowed = ['old', ...Array.from({ length: 24 }, (_, at) => `v${at}`)];
    const [issue] = problemsOf(parseFlagDocument(aFlag({ allowed, pins: [{ condition: {}, value: 'w' }] })));
    expect(issue?.allowed).toMatch(/^"old", "v0", .*"v18" and 5 more$/);
  });

  it('survives a segment that names others more often than a call has arguments', () => {
    const names = new Array<string>(400_000).fill('a');
    const document = aDocument([aFlag()], { a: { x: 1 }, b: { segment: names } });
    expect(errorsOf(document)).toEqual([{ code: 'too-large', pointer: '/segments/b' }]);
  });

  it('reads values that JSON cannot express as wrong values', () => {
    const rules = [{ name: 'r', condition: {}, split: [{ value: 1n, weight: 1n }], control: () => 1 }];
    const problems = problemsOf(parseFlagDocument({ flag: 'm', default: Symbol('old'), rules }));
    expect(problems.map(({ found }) => found)).toEqual(
      expect.arrayContaining(['1n', '(function)', '(symbol)', '(a value that is not JSON)']),
    );
  });

  it('does not change what it reads', () => {
    fc.assert(
      fc.property(validDocument, (document) => {
        const before = structuredClone(document);
        parsed(document);
        expect(document).toEqual(before);
      }),
    );
  });
});

describe('parseFlagDocumentText', () => {
  it('reads the same as from the value', () => {
    fc.assert(
      fc.property(mutatedDocument, ({ mutated }) => {
        const text = JSON.stringify(mutated);
        expect(parseFlagDocumentText(text)).toEqual(parseFlagDocument(JSON.parse(text)));
      }),
    );
  });

  it('refuses what is no JSON', () => {
    for (const text of ['', '{', '{"flag":}', 'undefined', '\ufeff{}'])
      expect(problemsOf(parseFlagDocumentText(text)), text).toMatchObject([
        { code: 'not-json', pointer: '' },
      ]);
  });

  it('refuses a text beyond the limit without reading it', () => {
    const text = `${' '.repeat(LIMITS.documentCharacters)}[`;
    expect(problemsOf(parseFlagDocumentText(text))).toMatchObject([{ code: 'too-large', pointer: '' }]);
  });

  it('survives a text of brackets only', () => {
    const text = '['.repeat(500_000) + ']'.repeat(500_000);
    expect(problemsOf(parseFlagDocumentText(text))).toMatchObject([{ code: 'too-deep' }]);
  });
});
