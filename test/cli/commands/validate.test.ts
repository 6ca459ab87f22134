import { describe, expect, it } from 'vitest';
import type { ValidateData } from '../../../cli/commands/validate.ts';
import { EXIT } from '../../../cli/exit-code.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { documentFile, textFile } from '../files.ts';
import { run, runJson } from '../io.ts';

const TIDY = { owner: 'ml', description: 'Which model answers' };
const PROMPTS = { version: 1, prompts: { v1: { system: 'Be brief.' } } };

const FAULTY = `// flags
{
  "version": 1,
  "flags": [
    { "flag": "m", "default": "old", "permanent": true, "owner": "ml", "description": "d",
      "rules": [{ "name": "canary", "condition": { "rollout_percentage": 101 }, "value": 7, }] }
  ]
}
`;

/** Issues of one file, each in a few words. */
async function issuesOf(path: string, ...options: readonly string[]) {
  const { data, exitCode } = await runJson<ValidateData>(['validate', path, ...options]);
  const [file] = data.files;
  const words = file?.issues.map(
    ({ severity, code, pointer, line, column }) => `${severity} ${code} ${pointer} ${line}:${column}`,
  );
  return { exitCode, file, words };
}

describe('validate', () => {
  it('has nothing to say about sound documents, flags or prompts', async () => {
    const [flags, prompts] = [documentFile(aDocument([aFlag(TIDY)])), documentFile(PROMPTS, 'prompts.json')];
    const { exitCode, out } = await run(['validate', flags, prompts]);
    expect(exitCode).toBe(EXIT.ok);
    expect(out).toBe(`${flags}: flag document, no issues\n${prompts}: prompt document, no issues\n`);
  });

  it('lists every issue with its place, in data', async () => {
    const { exitCode, file, words } = await issuesOf(textFile('flags.jsonc', FAULTY));
    expect(exitCode).toBe(EXIT.findings);
    expect(file).toMatchObject({ kind: 'flags', errors: 2, warnings: 0 });
    expect(words).toEqual([
      'error out-of-range /flags/0/rules/0/condition/rollout_percentage 6:74',
      'error mixed-types /flags/0/rules/0/value 6:90',
    ]);
  });

  it('lets nothing of a document move the cursor or hide', async () => {
    const hidden = '\u009b2J\u202e';
    const flag = aFlag({
      ...TIDY,
      [`k${hidden}`]: hidden,
      default: 7,
      rules: [{ ...aPercentage(5), value: hidden }],
    });
    const { out } = await run(['validate', documentFile(aDocument([flag], { [hidden]: {} }))]);
    expect(out).toContain('found: "\\u{9b}2J\\u{202e}"');
    expect(out).toMatch(/^[\n -~…]+$/);
  });

  it('says of each issue what was found, what is allowed and what to do', async () => {
    const path = textFile('flags.jsonc', FAULTY);
    const { exitCode, out } = await run(['validate', path]);
    expect(exitCode).toBe(EXIT.findings);
    expect(out).toContain(
      `${path}:6:90
  error mixed-types: the value is a number, the default a string
  at: /flags/0/rules/0/value
  found: 7
  allowed: a string: one type a flag
  fix: use the type of the default
`,
    );
    expect(out).toMatch(/\n2 errors and 0 warnings in 1 file\n$/);
  });

  it('fits a narrow terminal', async () => {
    const { out } = await run(['validate', textFile('f.jsonc', FAULTY)], { isTTY: true, columns: 40 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours take no room.
    const lines = out.replaceAll(/\u001b\[\d+m/g, '').split('\n');
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
    expect(lines).toContain('  at:');
  });

  it('finds mistakes of syntax, all of them', async () => {
    const { exitCode, file, words } = await issuesOf(textFile('f.json', '{\n  "flag": m,\n  "a": [1 2]\n'));
    expect(exitCode).toBe(EXIT.findings);
    expect(file?.kind).toBe('unknown');
    expect(words).toEqual(['error not-json /flag 2:11', 'error not-json /a/1 3:11', 'error not-json  4:1']);
  });

  it('finds a member that stands twice in an object, which JSON itself lets pass', async () => {
    const { words } = await issuesOf(textFile('f.json', '{ "flag": "m",\n  "default": 1, "default": 2 }'));
    expect(words).toEqual(['error duplicate /default 2:17']);
  });

  it('finds what is wrong with prompts', async () => {
    const prompts = { version: 1, prompts: { v1: { system: 'Use {{context}}.' } } };
    const { file, words } = await issuesOf(documentFile(prompts));
    expect(file?.kind).toBe('prompts');
    expect(words).toEqual(['error bad-format /prompts/v1/system 5:17']);
  });

  it('holds clean-up dates against the day it is given, else against the clock', async () => {
    const flag = aFlag({ ...TIDY, permanent: false, cleanup_by: '2026-11-22', rules: [aPercentage(5)] });
    const path = documentFile(aDocument([flag]));
    expect(await issuesOf(path)).toMatchObject({ exitCode: EXIT.findings, words: [/cleanup-overdue/] });
    expect(await issuesOf(path, '--today', '2026-11-20')).toMatchObject({ exitCode: EXIT.ok });
    expect((await run(['validate', path, '--today', 'soon'])).exitCode).toBe(EXIT.usage);
  });

  it('only advises a single flag to say who owns it and until when', async () => {
    const { exitCode, file } = await issuesOf(documentFile({ flag: 'm', default: 1 }));
    expect(exitCode).toBe(EXIT.ok);
    expect(file).toMatchObject({ errors: 0, warnings: 3 });
  });

  it('judges no file when one cannot be read', async () => {
    const { exitCode, out, err } = await run(['validate', documentFile(PROMPTS), 'nowhere.json']);
    expect({ exitCode, out }).toEqual({ exitCode: EXIT.usage, out: '' });
    expect(err).toMatch(/^nowhere\.json cannot be read \(ENOENT\).*check the name/);
  });

  it.each(['', ' \n'])('says of a file without a word that it is empty: %j', async (text) => {
    const { exitCode, file } = await issuesOf(textFile('flags.json', text));
    expect(exitCode).toBe(EXIT.findings);
    expect(file?.issues).toMatchObject([
      { code: 'not-json', message: 'the text is empty', line: 1, column: 1 },
    ]);
  });

  it('refuses a file that is not UTF-8, and takes one with a byte order mark', async () => {
    const latin = await run(['validate', textFile('latin.json', Buffer.from('"\xe4"', 'latin1'))]);
    expect(latin.exitCode).toBe(EXIT.usage);
    expect(latin.err).toMatch(/is not UTF-8 text; nothing was changed; save it as UTF-8/);
    const marked = textFile('marked.json', `\uFEFF${JSON.stringify(PROMPTS)}`);
    expect((await run(['validate', marked])).exitCode).toBe(EXIT.ok);
  });

  it('prints nothing of a document that would move the cursor', async () => {
    const path = documentFile({ flag: 'm', default: 1, '\u001b[2J': 1 });
    expect((await run(['validate', path])).out).not.toContain('\u001b');
    expect((await run(['validate', textFile('f.json', '{ \u001b[2J }')])).out).not.toContain('\u001b');
  });
});
