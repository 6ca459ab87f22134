import ajv from 'ajv-draft-04';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptDocumentSchema } from '../../../core/prompts/json-schema.ts';
import { parsePromptDocument, parsePromptDocumentText } from '../../../core/prompts/parse-prompt-document.ts';
import { PROMPT_LIMITS } from '../../../core/prompts/prompt-document.ts';

const accepts = new ajv.default().compile(promptDocumentSchema);

function withSystem(system: unknown): unknown {
  return { version: 1, prompts: { v3: { system } } };
}

function problemsOf(input: unknown): readonly string[] {
  const result = parsePromptDocument(input);
  return result.ok ? [] : result.problems.map((issue) => `${issue.code} ${issue.pointer}`);
}

/** Documents that are nearly right, so that both sides of every rule are met. */
const nearlyDocument = (() => {
  const system = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom(
      'Use {{passages}}.',
      'a {{passages}}{{passages}} b',
      '{{ passages }}',
      '{{user}}',
      '}}{',
      ' \n',
    ),
    fc.constantFrom('{{{passages}}}', '{{passages}', '{ {', '\ufeff', '😀', 'x'.repeat(100_001)),
    fc.integer(),
  );
  const version = fc.constantFrom(
    'v1',
    'v1.2-b_3',
    '',
    '-v',
    'é',
    'x'.repeat(64),
    'x'.repeat(65),
    '__proto__',
    'a/b',
  );
  const prompt = fc.oneof(
    { weight: 5, arbitrary: fc.record({ system }) },
    fc.record({ system, temperature: fc.nat() }),
    fc.constantFrom(null, [], {}, 'text'),
  );
  const prompts = fc.oneof(
    { weight: 5, arbitrary: fc.dictionary(version, prompt, { maxKeys: 3 }) },
    fc.constantFrom(null, [], 3),
  );
  const whole = fc.record(
    { version: fc.constantFrom(1, 1, 1, 2, '1'), prompts, extra: fc.nat() },
    { requiredKeys: [] },
  );
  return fc.oneof({ weight: 9, arbitrary: whole }, fc.jsonValue());
})();

describe('prompt document', () => {
  it('gives every prompt by its version', () => {
    const result = parsePromptDocumentText(
      '{"version":1,"prompts":{"v3":{"system":"Be brief."},"v4":{"system":"x"}}}',
    );
    expect(result.ok && [...result.value.prompts]).toEqual([
      ['v3', { system: 'Be brief.' }],
      ['v4', { system: 'x' }],
    ]);
  });

  it('reports every problem at once, each with its place', () => {
    const prompts = {
      v1: { system: 7, model: 'x' },
      'a/b': {},
      v2: { system: ' ' },
      v3: { system: '{{user}}' },
      v4: 1,
    };
    expect(problemsOf({ version: 2, prompts, extra: 0 }).toSorted()).toEqual(
      [
        'unknown-key /extra',
        'wrong-type /version',
        'wrong-type /prompts/v1/system',
        'unknown-key /prompts/v1/model',
        'bad-format /prompts/a~1b',
        'missing-key /prompts/a~1b/system',
        'out-of-range /prompts/v2/system',
        'bad-format /prompts/v3/system',
        'wrong-type /prompts/v4',
      ].toSorted(),
    );
  });

  it('says what is missing and what is of the wrong kind', () => {
    expect(problemsOf({})).toEqual(['missing-key /version', 'missing-key /prompts']);
    expect(problemsOf([])).toEqual(['wrong-type ']);
  });

  it('names the placeholder it does not know and the one there is', () => {
    const result = parsePromptDocument(withSystem('Answer {{ passages }} well'));
    expect(result).toMatchObject({ ok: false, problems: [{ allowed: '{{passages}}' }] });
    expect(JSON.stringify(result)).toContain('{{ passages }} well');
  });

  it('counts a character outside the basic plane as one', () => {
    expect(problemsOf(withSystem('😀'.repeat(PROMPT_LIMITS.systemCharacters)))).toEqual([]);
    expect(problemsOf(withSystem('😀'.repeat(PROMPT_LIMITS.systemCharacters + 1)))).toHaveLength(1);
  });

  it('wants at least one prompt and not too many', () => {
    const many = Array.from({ length: PROMPT_LIMITS.prompts + 1 }, (_, n) => [`v${n}`, { system: 'x' }]);
    expect(problemsOf({ version: 1, prompts: {} })).toEqual(['out-of-range /prompts']);
    expect(problemsOf({ version: 1, prompts: Object.fromEntries(many) })).toEqual(['out-of-range /prompts']);
  });

  it('refuses a text that is no JSON, and one that is too long without reading it', () => {
    expect(parsePromptDocumentText('{')).toMatchObject({ problems: [{ code: 'not-json' }] });
    const long = ' '.repeat(PROMPT_LIMITS.documentCharacters + 1);
    expect(parsePromptDocumentText(long)).toMatchObject({ problems: [{ code: 'too-large' }] });
  });

  it('is accepted by the parser exactly when the JSON Schema accepts it', () => {
    fc.assert(
      fc.property(nearlyDocument, (input) => {
        expect(accepts(input)).toBe(parsePromptDocument(input).ok);
      }),
      { numRuns: 2000 },
    );
  });

  it('has a schema that AppConfig takes: draft 4, below its size limit', () => {
    expect(promptDocumentSchema.$schema).toBe('http://json-schema.org/draft-04/schema#');
    expect(JSON.stringify(promptDocumentSchema).length).toBeLessThan(32_768);
  });
});
