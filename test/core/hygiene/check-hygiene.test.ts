import { describe, expect, it } from 'vitest';
import { documentForm } from '../../../core/document/document-form.ts';
import { LIMITS } from '../../../core/document/limits.ts';
import { checkHygiene } from '../../../core/hygiene/check-hygiene.ts';
import { aDocument, aFlag, parsed } from '../../helpers/flag-documents.ts';
import { specFile } from '../../helpers/spec-file.ts';

interface HygieneCase {
  readonly description: string;
  readonly now: string;
  readonly document: unknown;
  readonly issues: readonly unknown[];
}

const NOW = Date.parse('2026-07-01');

function issuesOf(input: unknown, now = NOW) {
  return checkHygiene(parsed(input), now, documentForm(input));
}

describe('checkHygiene', () => {
  it.each(specFile<{ cases: readonly HygieneCase[] }>('10-hygiene').cases)(
    'knows $description',
    ({ now, document, issues }) => {
      const found = issuesOf(document, Date.parse(now));
      expect(found.map(({ severity, code, pointer }) => ({ severity, code, pointer }))).toEqual(issues);
    },
  );

  it('says of every issue what is allowed and what to do', () => {
    const pins = [{ condition: {}, value: 'new' }];
    const issues = issuesOf(aDocument([aFlag({ pins, permanent: false, cleanup_by: '2020-01-01' })]));
    expect(issues).toHaveLength(5);
    for (const { allowed, fix, message } of issues) {
      expect([allowed, fix, message]).toEqual([expect.any(String), expect.any(String), expect.any(String)]);
      expect(message).toMatch(/^[a-z].*[^.]$/);
    }
  });

  it.each([
    ['2026-06-30', 'one day ago'],
    ['2026-06-29', '2 days ago'],
    ['2026-07-01', 'by the end of today'],
    ['2026-07-02', 'in one day'],
    ['2026-07-15', 'in 14 days'],
  ])('names flag, owner, day and how far it is away: %s', (day, words) => {
    const flag = aFlag({ flag: 'm', owner: 'ml', description: 'x', permanent: false, cleanup_by: day });
    const [issue] = issuesOf(aDocument([flag]));
    expect(issue?.message).toMatch(/^flag m \(owner ml\) /);
    expect(issue?.message).toContain(words);
    expect(issue?.found).toBe(`"${day}"`);
  });

  it.each([
    [undefined, 'flag m (without an owner) should'],
    ['ml & \u001b[2J', 'flag m (owner "ml & \\u001b[2J") should'],
  ])('names an owner in a way that is safe to print: %j', (owner, words) => {
    const flag = aFlag({ description: 'x', permanent: false, cleanup_by: '2020-01-01', owner });
    const overdue = issuesOf(aDocument([flag])).find(({ code }) => code === 'cleanup-overdue');
    expect(overdue?.message).toContain(words);
  });

  it('stays advice when there is more of it than is listed', () => {
    const pins = Array.from({ length: LIMITS.issues }, () => ({ condition: {}, value: 'new' }));
    expect(new Set(issuesOf(aFlag({ pins })).map(({ severity }) => severity))).toEqual(new Set(['warning']));
    expect(issuesOf(aDocument([aFlag({ pins })])).at(-1)).toMatchObject({
      code: 'too-many-issues',
      severity: 'error',
    });
  });
});
