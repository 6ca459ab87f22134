import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ISSUE_CODES } from '../../../core/document/issue.ts';
import { LIMITS } from '../../../core/document/limits.ts';
import { OPERATORS } from '../../../core/document/operators.ts';
import { FLAG_KEYS } from '../../../core/document/parse-flag.ts';
import { parseFlagDocument } from '../../../core/document/parse-flag-document.ts';
import { aDocument, aFlag } from '../../helpers/flag-documents.ts';
import { specFile } from '../../helpers/spec-file.ts';

const FORMAT = readFileSync('docs/flag-document.md', 'utf8');
const ERRORS = readFileSync('docs/errors.md', 'utf8');

interface Example {
  /** `document`, or which part of one the block shows. */
  readonly kind: string;
  readonly content: unknown;
}

function examples(): readonly Example[] {
  return [...FORMAT.matchAll(/^```jsonc? ?(\w*)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
    kind: kind || 'document',
    content: JSON.parse(text.replace(/("(?:[^"\\]|\\.)*")|\/\/.*$/gm, '$1')),
  }));
}

/** The smallest document with the part in its place. */
function documentWith({ kind, content }: Example): unknown {
  const segments = { internal: {}, blocked: {} };
  const rule = kind === 'condition' ? { condition: content, value: 'x' } : content;
  return kind === 'document' ? content : aDocument([aFlag({ rules: [rule] })], segments);
}

/** First column of the table below a heading. */
function codesBelow(heading: string): readonly string[] {
  const section = ERRORS.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code = '']) => code);
}

describe('the documentation of the format', () => {
  it('shows documents, rules and conditions that are accepted as they stand', () => {
    const shown = examples();
    for (const example of shown) {
      const result = parseFlagDocument(documentWith(example));
      expect(result, JSON.stringify(example.content)).toMatchObject({ ok: true });
    }
    expect(new Set(shown.map(({ kind }) => kind))).toEqual(new Set(['document', 'rule', 'condition']));
  });

  it('explains every operator and every member of a flag', () => {
    for (const name of [...Object.keys(OPERATORS), ...FLAG_KEYS])
      expect(FORMAT, name).toMatch(new RegExp(`^\\|.*\`${name}\`.*\\|`, 'm'));
  });

  it('states the limits that are enforced', () => {
    const section = FORMAT.split('## Limits')[1] ?? '';
    for (const [name, limit] of Object.entries(LIMITS))
      expect(section, name).toMatch(new RegExp(`\\b${limit.toLocaleString('en-US')}\\b`));
  });
});

describe('the list of errors', () => {
  it('explains every code of an issue and no other', () => {
    expect(codesBelow('Issues of documents').toSorted()).toEqual([...ISSUE_CODES].toSorted());
  });

  it('explains every code of a run-time error and no other', () => {
    const source = readFileSync('lambda/rollout-error.ts', 'utf8').split('export interface')[0] ?? '';
    const codes = [...source.matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(([, code = '']) => code);
    expect(codesBelow('Run time').toSorted()).toEqual(codes.toSorted());
  });

  it('is of codes that golden documents provoke', () => {
    const { cases } = specFile<{ cases: readonly { issues: readonly { code: string }[] }[] }>('06-issues');
    const motion = specFile<{ cases: readonly { issues: readonly { code: string }[] }[] }>(
      '07-one-flag-in-motion',
    );
    const hygiene = specFile<{ cases: readonly { issues: readonly { code: string }[] }[] }>('10-hygiene');
    const provoked = new Set(
      [...cases, ...motion.cases, ...hygiene.cases].flatMap(({ issues }) => issues.map(({ code }) => code)),
    );
    const elsewhere = ['not-json', 'too-many-issues', 'flags-changed'];
    expect([...provoked, ...elsewhere].toSorted()).toEqual([...ISSUE_CODES].toSorted());
  });
});
