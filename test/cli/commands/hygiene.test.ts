import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../cli/exit-code.ts';
import type { HygieneData } from '../../../cli/hygiene/hygiene-data.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { aTree, aWorkTree } from '../code/tree.ts';
import { run, runJson, TestIo } from '../io.ts';

const TIDY = { owner: 'ml', description: 'Which model answers' };
const DATED = { ...TIDY, permanent: false, cleanup_by: '2026-12-31' };

/** The path of a file with these flags. */
function aFile(flags: readonly object[], segments = {}): string {
  const text = JSON.stringify(
    aDocument(
      flags.map((flag) => aFlag({ ...flag })),
      segments,
    ),
    undefined,
    2,
  );
  return join(aTree({ 'flags.jsonc': `// flags\n${text}` }), 'flags.jsonc');
}

async function dataOf(...args: readonly string[]) {
  const { data, exitCode } = await runJson<HygieneData>(['hygiene', ...args]);
  const codes = data.issues.map(({ code, line, pointer }) => `${code} ${pointer} ${line}`);
  return {
    data,
    exitCode,
    codes,
    stale: data.stale.map(({ kind, name, line }) => `${kind} ${name} ${line}`),
  };
}

describe('hygiene of a file', () => {
  it('finds nothing about a tidy document', async () => {
    const { exitCode, out } = await run(['hygiene', aFile([TIDY])]);
    expect(exitCode).toBe(EXIT.ok);
    expect(out).toMatch(/flags\.jsonc, on 2026-11-23\n\nnothing to clean up\n$/);
  });

  it('places what is missing and what is past its date in the file, and ends with findings', async () => {
    const pins = [{ condition: { customer_id: 'acme' }, value: 'new', until: '2027-01-31' }];
    const file = aFile([
      { ...DATED, cleanup_by: '2026-11-22', rules: [aPercentage(5)], pins },
      { flag: 'n' },
    ]);
    const { exitCode, codes, data } = await dataOf(file);
    expect(exitCode).toBe(EXIT.findings);
    expect(codes).toEqual([
      'cleanup-overdue /flags/0/cleanup_by 12',
      'no-reason /flags/0/pins/0/reason 23',
      'no-owner /flags/1/owner 32',
      'no-description /flags/1/description 32',
    ]);
    expect(data).toMatchObject({ document: { file }, today: '2026-11-23', days: 30 });
  });

  it('lets nothing of a document move the cursor or hide', async () => {
    const hidden = 'a\u009b2J\u202e';
    const flag = {
      ...DATED,
      default: hidden,
      killed: ['x\u009b'],
      allowed: [hidden, 'x\u009b'],
      cleanup_by: '2026-11-01',
    };
    const { out } = await run(['hygiene', aFile([flag]), '--code', aTree({ 'b\u202e.ts': `'m'` })]);
    expect(out).toContain('everybody is served "a\\u{9b}2J\\u{202e}"');
    expect(out).toMatch(/^[\n -~]+$/);
  });

  it('holds dates against the day it is told', async () => {
    const file = aFile([{ ...DATED, rules: [aPercentage(5)] }]);
    expect((await dataOf(file)).codes).toEqual([]);
    expect((await dataOf(file, '--today', '2026-12-31')).codes).toEqual([
      'cleanup-soon /flags/0/cleanup_by 12',
    ]);
    const { exitCode, codes } = await dataOf(file, '--today', '2027-01-01');
    expect({ exitCode, codes }).toEqual({ exitCode: 1, codes: ['cleanup-overdue /flags/0/cleanup_by 12'] });
  });

  it('ends with findings for what is stale only where it is told to be strict', async () => {
    const file = aFile([{ ...DATED, rules: [aPercentage(100)] }], { lost: {} });
    const { stale, exitCode } = await dataOf(file);
    expect(stale).toEqual(['rolled-out m 8', 'unused-segment lost 5']);
    expect(exitCode).toBe(EXIT.ok);
    expect((await dataOf(file, '--strict')).exitCode).toBe(EXIT.findings);
  });

  it('compares the values of the prompt flag with the prompts that it is given', async () => {
    const flags = aFile([{ ...TIDY, flag: 'system_prompt_version', default: 'v2' }]);
    const prompts = { version: 1, prompts: { v1: { system: 'x' }, v2: { system: 'y' } } };
    const file = join(aTree({ 'prompts.json': JSON.stringify(prompts) }), 'prompts.json');
    const { data } = await dataOf(flags, '--prompts', file);
    expect(data.stale).toMatchObject([{ kind: 'unused-prompt', name: 'v1', pointer: '/prompts/v1' }]);
  });

  it('shows every issue of a document that is none', async () => {
    const file = aFile([{ default: null }, { flag: 'Bad' }]);
    const { exitCode, codes, data } = await dataOf(file);
    expect(exitCode).toBe(EXIT.findings);
    expect(codes).toEqual(['wrong-type /flags/0/default 8', 'bad-format /flags/1/flag 12']);
    expect(data.stale).toEqual([]);
  });

  it.each([
    ['no source', [], /neither a file nor --env is given; use one of them/],
    ['two sources', ['a.json', '--env', 'prod'], /both a file and --env are given/],
    ['prompts of a stage', ['--env', 'prod', '--prompts', 'p.json'], /--prompts is given beside --env/],
    ['a file that is not there', ['gone.json'], /gone\.json cannot be read \(ENOENT\); nothing was changed/],
    ['no day', ['a.json', '--today', 'soon'], /--today is "soon"; use a day such as 2027-01-31/],
    ['no days', ['a.json', '--days', '0'], /--days is "0"; use a whole number from 1 to 365/],
  ])('refuses %s', async (_, args, message) => {
    const { exitCode, err } = await run(['hygiene', ...args]);
    expect(exitCode).toBe(EXIT.usage);
    expect(err).toMatch(message);
  });

  it('refuses prompts that are none', async () => {
    const file = join(aTree({ 'p.json': '{}' }), 'p.json');
    const { exitCode, err } = await run(['hygiene', aFile([TIDY]), '--prompts', file]);
    expect(exitCode).toBe(EXIT.findings);
    expect(err).toMatch(/p\.json holds no prompt document: .*; see `model-rollout validate`/);
  });
});

describe('hygiene of code', () => {
  const flags = () =>
    aFile([
      { ...DATED, flag: 'old_ui', rules: [aPercentage(100)] },
      { ...TIDY, flag: 'idle' },
      { ...TIDY, flag: 'inference_model' },
    ]);
  const tree = () =>
    aWorkTree({
      'src/a.ts': `const old = evaluate(document, 'old_ui', user, now);\n// 'idle'`,
      'src/b.py': `flag = client.get_string_value("new_ui", "x")`,
      'dist/c.js': `read('idle')`,
      '.gitignore': 'dist',
    });

  it('finds where flags are read, those that nothing reads, and keys without a flag', async () => {
    const directory = tree();
    const { data, exitCode } = await dataOf(flags(), '--code', directory);
    expect(exitCode).toBe(EXIT.findings);
    expect(data.code).toMatchObject({ directories: [directory], files: 2, skipped: [] });
    const { references = [], unused, undefined: unknown = [] } = data.code ?? {};
    const at = (places: readonly { file: string; line: number; column: number }[]) =>
      places.map(({ file, line, column }) => `${relative(directory, file)}:${line}:${column}`);
    expect(references.map(({ flag, places }) => [flag, at(places)])).toEqual([
      ['old_ui', ['src/a.ts:1:33']],
      ['idle', []],
      ['inference_model', []],
    ]);
    expect(unused).toEqual(['idle']);
    expect(unknown.map(({ key, places }) => [key, at(places)])).toEqual([['new_ui', ['src/b.py:1:33']]]);
  });

  it('says in which order a flag is taken out: the code first, what runs, then the document', async () => {
    const { data } = await dataOf(flags(), '--code', tree());
    expect(data.removals).toMatchObject([{ flag: 'old_ui', because: ['rolled-out'], places: [{ line: 1 }] }]);
    expect(data.removals?.[0]?.steps).toEqual([
      expect.stringMatching(/^write "new" into the code/),
      expect.stringMatching(/^deploy that code, and wait/),
      expect.stringMatching(/^remove \/flags\/0 from the document/),
    ]);
  });

  it('has a flag settled first that serves several values, and looked for where no code was found', async () => {
    const overdue = aFile([{ ...DATED, flag: 'idle', rules: [aPercentage(5)] }]);
    const { data } = await dataOf(overdue, '--code', tree(), '--today', '2027-01-01');
    expect(data.removals).toMatchObject([{ flag: 'idle', because: ['cleanup-overdue'], places: [] }]);
    expect(data.removals?.[0]?.steps).toEqual([
      expect.stringMatching(
        /^decide between "new", "old": promote it unless it is the default, and take out /,
      ),
      expect.stringMatching(/^make sure that no code beyond/),
      expect.stringMatching(/^remove \/flags\/0 from the document/),
    ]);
  });

  it('keeps a flag that the inference function reads, without its date', async () => {
    const file = aFile([{ ...DATED, flag: 'inference_model' }]);
    const { data } = await dataOf(file, '--code', tree());
    expect(data.removals?.[0]?.steps).toEqual([
      expect.stringMatching(/^keep inference_model.*make "old" the default/),
    ]);
  });

  it('takes further calls for reads of a flag', async () => {
    const directory = aTree({ 'a.ts': `useFlag('third')` });
    expect((await dataOf(flags(), '--code', directory)).data.code?.undefined).toEqual([]);
    const { data, exitCode } = await dataOf(flags(), '--code', directory, '--call', 'useFlag');
    expect(data.code?.undefined).toMatchObject([{ key: 'third' }]);
    expect(exitCode).toBe(EXIT.findings);
  });

  it('refuses a directory without sources, and ends when it is interrupted', async () => {
    const empty = await run(['hygiene', flags(), '--code', aTree({ 'a.txt': '' })]);
    expect(empty).toMatchObject({ exitCode: EXIT.usage });
    expect(empty.err).toMatch(/there is no source file .* below .*; check the path/);
    const interrupted = new TestIo();
    interrupted.interrupt();
    expect(await interrupted.run('hygiene', flags(), '--code', tree())).toMatchObject({
      exitCode: EXIT.interrupted,
      err: 'interrupted; nothing was changed\n',
    });
  });

  it('tells people the same, in lines that fit', async () => {
    const file = aFile([
      {
        ...DATED,
        flag: 'old_ui',
        cleanup_by: '2026-11-01',
        killed: ['x'],
        rules: [aPercentage(100), { condition: {}, value: 'x' }],
      },
    ]);
    const { out } = await run(['hygiene', file, '--code', tree()], { columns: 40 });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
    const words = out.replace(/\s+/g, ' ');
    for (const text of [
      ':12:21 error cleanup-overdue: flag old_ui (owner ml) should have been gone 22 days ago at: /flags/0/cleanup_by',
      ':6:5 stale rolled-out: flag old_ui: everybody who has a user_id is served "new" at: /flags/0',
      'passed over: /flags/0/rules/1',
      'old_ui: 1 place',
      'undefined new_ui: it is read, and the document has no such flag',
      'to take out old_ui (cleanup-overdue, rolled-out), in this order: 1. write "new" into the code',
      '1 error, 2 stale findings, 1 undefined key',
    ]) {
      expect(words).toContain(text);
    }
  });

  it('prints some of many places and says that there are more', async () => {
    const directory = aTree({
      'a.ts': `f('old_ui')\n`.repeat(30),
      'b\u001b[2J.ts': '\0',
      'c.ts': `evaluate(d, 'x', u, n)`,
    });
    const { out } = await run(['hygiene', flags(), '--code', directory], { columns: 300 });
    expect(out.match(/a\.ts:\d+:4/g)).toHaveLength(20);
    expect(out).toContain('and 10 more, which --json lists');
    expect(out).toMatch(/b\\u\{1b\}\[2J\.ts was left out: binary/);
    expect(out).toContain('unused idle: nothing here reads it');
  });
});
