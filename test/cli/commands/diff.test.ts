import { describe, expect, it } from 'vitest';
import type { DiffData } from '../../../cli/difference/diff-data.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { documentFile, textFile } from '../files.ts';
import { run, runJson } from '../io.ts';
import { CliStage } from '../stage.ts';

const SAMPLE = ['config/sample/model-flags.jsonc', 'config/sample/next.jsonc'];

/** Difference of two documents, as data. */
function differenceOf(before: unknown, after: unknown, ...more: readonly string[]) {
  return runJson<DiffData>(['diff', documentFile(before), documentFile(after), ...more]);
}

function canary(percentage: number): unknown {
  return aFlag({ rules: [aPercentage(percentage)] });
}

describe('diff', () => {
  it('finds the raised percentage of the sample document, and nothing else', async () => {
    const { data, exitCode } = await runJson<DiffData>(['diff', ...SAMPLE]);
    expect(exitCode).toBe(0);
    expect(data.mayBeDeployed).toBe(true);
    expect(data.changes).toEqual([
      {
        flag: 'inference_model',
        changes: [{ subject: 'percentage', kind: 'changed', name: 'canary', from: 10, to: 25 }],
      },
    ]);
  });

  it('tries both documents on ten thousand generated users, and says what these do not show', async () => {
    const { out } = await run(['diff', ...SAMPLE]);
    expect(out).toMatch(/1,[45]\d\d of 10,000 users: claude-3-haiku → claude-sonnet-4-6/);
    expect(out).toMatch(/1,[45]\d\d become candidates/);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('they have no attribute but user_id');
    expect(out.endsWith('this may be deployed\n')).toBe(true);
  });

  it('tries as many users as are asked for', async () => {
    const { data } = await differenceOf(canary(0), canary(100), '--sample', '7');
    expect(data.sample).toEqual({ users: 7 });
    expect(data.served[0]?.moves).toEqual([{ from: 'old', to: 'new', users: 7 }]);
  });

  it('takes users with their attributes from a file', async () => {
    const file = textFile('users.jsonl', '\uFEFF{"plan":"gold"}\r\n\n{"plan":"gold"}\n{"plan":"silver"}\n');
    const rules = [{ condition: { plan: 'gold' }, value: 'new' }];
    const { data, out } = await differenceOf(aFlag(), aFlag({ rules }), '--users', file);
    expect(data.sample).toEqual({ users: 3, file });
    expect(data.served[0]?.moves).toEqual([{ from: 'old', to: 'new', users: 2 }]);
    expect(out).not.toContain('gold');
  });

  it('says of a flag who gets and who loses a role', async () => {
    const { out } = await run(['diff', documentFile(canary(20)), documentFile(aFlag()), '--sample', '50']);
    expect(out).toContain('  50 lose their role\n');
    expect(out).toMatch(/candidates (\d+) → 0, controls (\d+) → 0/);
  });

  it('says how many users cannot be counted', async () => {
    const after = aFlag({ rules: [aPercentage(50, { bucket_by: 'customer_id' })] });
    const { out } = await run(['diff', documentFile(aFlag()), documentFile(after)]);
    expect(out).toContain('10,000 users cannot be counted');
    expect(out).toContain('none of 10,000 users is served another value');
  });

  it('says that nothing changes', async () => {
    const { out, exitCode } = await run(['diff', documentFile(aFlag()), documentFile(aFlag())]);
    expect(exitCode).toBe(0);
    expect(out.endsWith('nothing changes\n')).toBe(true);
  });

  it('names no customer of a pin', async () => {
    const pins = [{ condition: { customer_id: ['acme'] }, value: 'new', reason: 'acme asked' }];
    const { out } = await run(['diff', documentFile(aFlag()), documentFile(aFlag({ pins }))]);
    expect(out).toContain('pin on customer_id added: new');
    expect(out).not.toContain('acme');
  });

  it('fits a narrow screen', async () => {
    const { out } = await run(['diff', ...SAMPLE], { columns: 40 });
    expect(out.split('\n').filter((line) => line.length > 40)).toEqual([]);
  });
});

describe('diff with a stage', () => {
  it('compares with what is deployed', async () => {
    const stage = await CliStage.open({ first: canary(10) });
    const next = documentFile(canary(50));
    const { data, exitCode } = await stage.json<DiffData>(['diff', '--env', 'prod', next]);
    expect(exitCode).toBe(0);
    expect(data.deployed).toEqual({ application: 'shop-prod', environment: 'prod', version: 1 });
    expect(data.changes).toMatchObject([{ flag: 'm', changes: [{ from: 10, to: 50 }] }]);
  });

  it('says that no environment has that name, and changes nothing', async () => {
    const stage = await CliStage.open();
    const { exitCode, err } = await stage.run(['diff', '--env', 'nowhere', documentFile(aFlag())]);
    expect(exitCode).toBe(3);
    expect(err).toContain('no environment is called nowhere');
    expect(stage.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });
});

describe('diff refuses', () => {
  it('two changed flags, naming both, and still says what would change', async () => {
    const [before, after] = ['old', 'new'].map((value) =>
      aDocument(['a', 'b'].map((flag) => aFlag({ flag, default: value }))),
    );
    const { data, exitCode } = await differenceOf(before, after);
    expect(exitCode).toBe(1);
    expect(data.mayBeDeployed).toBe(false);
    expect(data.issues).toMatchObject([{ code: 'flags-changed', found: 'a, b' }]);
    expect(data.changes.map(({ flag }) => flag)).toEqual(['a', 'b']);
    const { out } = await run(['diff', documentFile(before), documentFile(after)]);
    expect(out).toContain('2 flags change');
    expect(out.endsWith('this would be refused\n')).toBe(true);
  });

  it('a next document that is broken, with every error and its place', async () => {
    const next = textFile(
      'next.jsonc',
      '{\n  "flag": "m", // name\n  "default": "x",\n  "killed": ["x", 4]\n}\n',
    );
    const { data, exitCode } = await runJson<DiffData>(['diff', documentFile(aFlag()), next]);
    expect(exitCode).toBe(1);
    expect(data.issues.map((issue) => [issue.code, 'line' in issue && issue.line])).toEqual([
      ['mixed-types', 4],
      ['killed-default', 4],
    ]);
    expect(data.changes).toEqual([]);
    const { out } = await run(['diff', documentFile(aFlag()), next]);
    expect(out).toContain('next.jsonc:4:');
    expect(out).toMatch(/fix: \S/);
  });

  it('a change to a flag past its clean-up date, as the validator does', async () => {
    const flag = { permanent: undefined, cleanup_by: '2026-11-22' };
    const { data, exitCode } = await differenceOf(aFlag(flag), aFlag({ ...flag, default: 'new' }));
    expect(exitCode).toBe(1);
    expect(data.issues).toMatchObject([{ code: 'cleanup-overdue' }]);
  });

  it.each([
    ['one file without a stage', SAMPLE.slice(1), 'one file is given, and no --env'],
    ['two files and a stage', [...SAMPLE, '--env', 'prod'], 'two files and --env are given'],
    ['a sample of nobody', [...SAMPLE, '--sample', '0'], '--sample is "0"; use a whole number from 1 to'],
    ['users who are not there', [...SAMPLE, '--users', 'no/users'], 'no/users cannot be read (ENOENT)'],
  ])('%s', async (_, args, message) => {
    const { exitCode, out, err } = await run(['diff', ...args]);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it.each([
    ['line 2', '{}\nann@example.com\n', 'line 2 of '],
    ['a list', '["ann@example.com"]', 'line 1 of '],
    ['no users', '\n', 'which has no users'],
  ])('a file of users with %s, without repeating it', async (_, text, message) => {
    const { exitCode, err } = await run(['diff', ...SAMPLE, '--users', textFile('users.jsonl', text)]);
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
    expect(err).not.toContain('ann');
  });
});
