import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateText } from '../../../cli/commands/validate.ts';
import { plainJson } from '../../../cli/documents/document-text.ts';
import type { PlacedIssue } from '../../../cli/documents/positions.ts';
import { parseFlagDocumentText } from '../../../core/document/parse-flag-document.ts';
import { mutatedDocument } from '../../helpers/arbitraries.ts';
import { commentedJson } from '../../helpers/commented-json.ts';
import { TODAY } from '../io.ts';

const GARBAGE = [
  ...'{}[]:,"\\/*',
  '\n',
  '\u0000',
  '\uFEFF',
  '\uD800',
  '//',
  '/*',
  '"flags":',
  'null',
  '-',
  '1e',
  '\\u12',
];

/** What happens to files: they are cut off, something gets in, a piece is lost or stands there twice. */
const damage: Arbitrary<(text: string) => string> = fc
  .tuple(
    fc.constantFrom('none', 'none', 'cut', 'garbage', 'lost', 'twice'),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(40),
    fc.constantFrom(...GARBAGE),
  )
  .map(([kind, share, length, garbage]) => (text) => {
    const at = Math.floor(share * text.length);
    const [before, behind] = [text.slice(0, at), text.slice(at)];
    if (kind === 'cut') return before;
    if (kind === 'garbage') return before + garbage + behind;
    if (kind === 'lost') return before + behind.slice(length);
    return kind === 'twice' ? before + behind.slice(0, length) + behind : text;
  });

const prompts = fc
  .dictionary(fc.string({ maxLength: 4 }), fc.record({ system: fc.string() }), { maxKeys: 2 })
  .map((byVersion) => ({ version: 1, prompts: byVersion }));

const damagedText = fc
  .oneof({ arbitrary: mutatedDocument.map(({ mutated }) => mutated), weight: 9 }, prompts)
  .chain((document) =>
    fc.tuple(fc.oneof(commentedJson(document), fc.constant(JSON.stringify(document, undefined, 2))), damage),
  )
  .map(([text, damaged]) => damaged(text));

/** Whether a pointer leads to something, or to a member that its parent does not have. */
function leadsTo(pointer: string, document: unknown): boolean {
  const steps = pointer.split('/').slice(1);
  const names = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const parent = names.slice(0, -1).reduce<unknown>((at, name) => Object(at)[name], document);
  return pointer === '' || (pointer.startsWith('/') && typeof parent === 'object' && parent !== null);
}

function expectHelpful(issue: PlacedIssue, text: string): void {
  const lines = text.split(/\r\n|\r|\n/);
  expect(issue.line).toBeGreaterThanOrEqual(1);
  expect(issue.column).toBeGreaterThanOrEqual(1);
  expect(issue.column).toBeLessThanOrEqual((lines[issue.line - 1]?.length ?? -1) + 1);
  for (const words of [issue.message, issue.allowed, issue.fix]) expect(words).toMatch(/\S/);
  expect(issue.found).not.toBe('');
}

describe('validate on documents that were mutated and texts that were damaged', () => {
  it('says of every refusal where it is, what is allowed and what to do', () => {
    const refused = { flags: 0, prompts: 0, unknown: 0 };
    fc.assert(
      fc.property(damagedText, (text) => {
        const { kind, issues, errors } = validateText(text, TODAY);
        for (const issue of issues) expectHelpful(issue, text.replace(/^\uFEFF/, ''));
        if (errors > 0) refused[kind] += 1;
        if (kind === 'unknown') {
          expect(errors).toBeGreaterThan(0);
          return;
        }
        const plain = plainJson(text);
        const document: unknown = JSON.parse(plain);
        expect(issues.filter(({ pointer }) => !leadsTo(pointer, document))).toEqual([]);
        if (kind === 'flags' && errors === 0) expect(parseFlagDocumentText(plain).ok).toBe(true);
      }),
      { numRuns: 10_000 },
    );
    expect(Math.min(refused.unknown, refused.flags)).toBeGreaterThan(1000);
    expect(refused.prompts).toBeGreaterThan(50);
  });
});
