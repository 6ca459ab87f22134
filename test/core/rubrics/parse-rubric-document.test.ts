import ajv from 'ajv-draft-04';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rubricDocumentSchema } from '../../../core/rubrics/json-schema.ts';
import { parseRubricDocument, parseRubricDocumentText } from '../../../core/rubrics/parse-rubric-document.ts';
import { RUBRIC_LIMITS } from '../../../core/rubrics/rubric-document.ts';

const accepts = new ajv.default().compile(rubricDocumentSchema);

function problemsOf(input: unknown): readonly string[] {
  const result = parseRubricDocument(input);
  return result.ok ? [] : result.problems.map((issue) => `${issue.code} ${issue.pointer}`);
}

/** Documents that are nearly right, so that both sides of every rule are met. */
const nearlyDocument = (() => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom(' \n', '😀', 'x'.repeat(20_000), 'x'.repeat(20_001), '😀'.repeat(20_000), '\ufeff'),
    fc.integer(),
  );
  const scale = fc.constantFrom('one-to-ten', 'zero-to-one', 'pairwise', 'ten', 3);
  const version = fc.constantFrom('v1', 'v1.2-b_3', '', '-v', 'é', 'x'.repeat(64), 'x'.repeat(65), 'a/b');
  const rubric = fc.oneof(
    { weight: 5, arbitrary: fc.record({ criteria: text, scale }, { requiredKeys: ['criteria'] }) },
    fc.constantFrom(null, [], {}, 'text', { criteria: 'x', more: 1 }),
  );
  const reference = fc.oneof(
    { weight: 5, arbitrary: fc.record({ question: text, answer: text }) },
    fc.constantFrom(null, [], { question: 'x' }, { question: 'x', answer: 'y', more: 1 }),
  );
  const rubrics = fc.oneof(
    { weight: 5, arbitrary: fc.dictionary(version, rubric, { maxKeys: 3 }) },
    fc.constantFrom(null, [], 3),
  );
  const references = fc.oneof(fc.array(reference, { maxLength: 2 }), fc.constantFrom(null, {}, 'x'));
  const whole = fc.record(
    { version: fc.constantFrom(1, 1, 1, 2), rubrics, references, extra: fc.nat() },
    { requiredKeys: [] },
  );
  return fc.oneof({ weight: 9, arbitrary: whole }, fc.jsonValue());
})();

describe('rubric document', () => {
  it('gives every rubric by its version, with the references', () => {
    const rubrics = { v1: { criteria: 'Be right.' }, v2: { criteria: 'Be kind.', scale: 'pairwise' } };
    const references = [{ question: 'Who?', answer: 'You.' }];
    expect(parseRubricDocumentText(JSON.stringify({ version: 1, rubrics, references }))).toEqual({
      ok: true,
      value: {
        version: 1,
        rubrics: new Map([
          ['v1', { criteria: 'Be right.', scale: 'one-to-ten' }],
          ['v2', rubrics.v2],
        ]),
        references,
      },
    });
  });

  it('reports every problem at once, each with its place', () => {
    const rubrics = { v1: { criteria: 7, scale: 'eleven', model: 'x' }, 'a/b': { criteria: ' ' }, v4: 1 };
    const references = [{ question: '', answer: 3 }, 'x'];
    expect(problemsOf({ version: 2, rubrics, references, extra: 0 }).toSorted()).toEqual([
      'bad-format /rubrics/a~1b',
      'out-of-range /references/0/question',
      'out-of-range /rubrics/a~1b/criteria',
      'unknown-key /extra',
      'unknown-key /rubrics/v1/model',
      'wrong-type /references/0/answer',
      'wrong-type /references/1',
      'wrong-type /rubrics/v1/criteria',
      'wrong-type /rubrics/v1/scale',
      'wrong-type /rubrics/v4',
      'wrong-type /version',
    ]);
  });

  it.each([
    ['no JSON', '{', 'not-json '],
    ['nothing', '', 'not-json '],
    ['too long', `"${'x'.repeat(RUBRIC_LIMITS.documentCharacters)}"`, 'too-large '],
    ['a list', '[]', 'wrong-type '],
    ['without rubrics', '{"version":1}', 'missing-key /rubrics'],
    ['without any rubric', '{"version":1,"rubrics":{}}', 'out-of-range /rubrics'],
  ])('is refused when it is %s', (_, text, expected) => {
    const result = parseRubricDocumentText(text);
    expect(!result.ok && result.problems.map(({ code, pointer }) => `${code} ${pointer}`)).toContain(
      expected,
    );
  });

  it('is refused when there are too many references', () => {
    const reference = { question: 'x', answer: 'y' };
    const references = Array.from({ length: RUBRIC_LIMITS.references + 1 }, () => reference);
    const document = { version: 1, rubrics: { v1: { criteria: 'x' } } };
    expect(problemsOf({ ...document, references })).toEqual(['out-of-range /references']);
    expect(problemsOf({ ...document, references: references.slice(1) })).toEqual([]);
  });

  it('is accepted by AppConfig’s validator exactly when it is accepted here', () => {
    fc.assert(
      fc.property(nearlyDocument, (input) => {
        expect(accepts(input)).toBe(parseRubricDocument(input).ok);
      }),
      { numRuns: 500 },
    );
  });
});
