import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findReferences, type Place } from '../../../cli/code/find-references.ts';
import { KeyCalls } from '../../../cli/code/key-calls.ts';
import { sourceFiles } from '../../../cli/code/source-files.ts';
import { aTree } from './tree.ts';

const KEYS = ['inference_model', 'response_format'];

async function found(
  files: Readonly<Record<string, string | Uint8Array>>,
  { keys = KEYS, more = [] }: { keys?: readonly string[]; more?: readonly string[] } = {},
) {
  const directory = aTree(files);
  const listed = await sourceFiles([directory]);
  const signal = new AbortController().signal;
  const result = await findReferences(listed, { keys, calls: new KeyCalls(more), signal });
  const named = (map: ReadonlyMap<string, readonly Place[]>) =>
    Object.fromEntries(
      [...map].map(([key, places]) => [
        key,
        places.map(({ file, line, column }) => `${relative(directory, file)}:${line}:${column}`),
      ]),
    );
  return { ...result, references: named(result.references), unknown: named(result.unknown) };
}

describe('findReferences', () => {
  it('tells file, line and column of every literal that is a key, in every language', async () => {
    const { references, files } = await found({
      'a.ts': `const KEY = 'inference_model';\n\nread(\`response_format\`);\n`,
      'b.py': `x = """inference_model"""\r\ny = {"response_format": 1}`,
      'c.go': 'var k = `inference_model`',
      'D.java': 'String k = "inference_model"; // "response_format"',
      'e.ts': '// nothing',
    });
    expect(files).toBe(5);
    expect(references).toEqual({
      inference_model: ['D.java:1:13', 'a.ts:1:14', 'b.py:1:8', 'c.go:1:10'],
      response_format: ['a.ts:3:7', 'b.py:2:7'],
    });
  });

  it('counts columns in characters, whatever stands before', async () => {
    const { references } = await found({ 'a.ts': `// ä\nf('äöü€', 'inference_model')` });
    expect(references.inference_model).toEqual(['a.ts:2:12']);
  });

  it('does not take for a reference what only holds a key, or is a comment', async () => {
    const { references } = await found({
      'a.ts': `// 'inference_model'\n/* "inference_model" */ f('my_inference_model', 'inference_model2', inference_model)`,
      'b.py': `# 'inference_model'\nx = '"inference_model"'`,
    });
    expect(references).toEqual({ inference_model: [], response_format: [] });
  });

  it('names keys that calls read a flag by and that are not defined', async () => {
    const { unknown } = await found({
      'a.ts': `evaluate(document, 'new_model', context, now); evaluate(document, 'inference_model', context, now);
        client.getBooleanValue('new-ui', false); client.getObjectDetails<Limits>('limits', {});`,
      'b.py': `client.get_integer_value("top_k", 4)\nclient.get_string_details(flag_key='text', default_value="x")`,
      'c.go': `client.IntValue(ctx, "top_k", 4, evalCtx)`,
      'D.java': `client.getIntegerValue("größe", 4);`,
    });
    expect(unknown).toEqual({
      new_model: ['a.ts:1:21'],
      'new-ui': ['a.ts:2:33'],
      limits: ['a.ts:2:83'],
      top_k: ['b.py:1:27', 'c.go:1:23'],
      text: ['b.py:2:37'],
      größe: ['D.java:1:25'],
    });
  });

  it('takes no other call for one that reads a flag', async () => {
    const { unknown } = await found({
      'a.ts': `row.getStringValue('title'); page.evaluate(read, 'selector', 1); evaluate('x', y); f('z', 1);
        client.getStringValue(x ? 'a' : 'b', 'c'); client.getStringValue('a\\x62', 'c');`,
      'b.py': `client.get_string_value(x, default_value="y")`,
      'c.go': `aws.StringValue("x")\nclient.getStringValue(ctx, "y", "z")`,
    });
    expect(unknown).toEqual({});
  });

  it('takes the first literal of further calls for a key', async () => {
    const files = { 'a.ts': `useFlag('new_model'); useFlag(client, "other", 'x'); $.flag('third')` };
    const { unknown } = await found(files, { more: ['useFlag', '$flag', 'flag'] });
    expect(Object.keys(unknown)).toEqual(['new_model', 'other', 'third']);
  });

  it('finds unknown keys where no flag is defined at all', async () => {
    const { unknown } = await found({ 'a.ts': `evaluate(document, 'a', context, 0)` }, { keys: [] });
    expect(unknown).toEqual({ a: ['a.ts:1:21'] });
  });

  it('leaves out binary, huge and unreadable files, and says so', async () => {
    const directory = aTree({
      'a.ts': Buffer.from('inference_model\0'),
      'b.ts': ' '.repeat(4 * 1024 * 1024 + 1),
      'c.ts': `'inference_model'`,
    });
    symlinkSync(join(directory, 'c.ts'), join(directory, 'd.ts'));
    const files = ['a', 'b', 'c', 'd', 'gone'].map((name) => join(directory, `${name}.ts`));
    const signal = new AbortController().signal;
    const result = await findReferences(files, { keys: KEYS, calls: new KeyCalls([]), signal });
    expect(result.files).toBe(1);
    expect(result.skipped.map(({ reason }) => reason)).toEqual([
      'binary',
      'too-large',
      'unreadable',
      'unreadable',
    ]);
  });

  it('does not wait for a pipe that nobody writes to', async () => {
    const pipe = join(aTree({}), 'a.ts');
    execFileSync('mkfifo', [pipe]);
    const { signal } = new AbortController();
    const { skipped } = await findReferences([pipe], { keys: KEYS, calls: new KeyCalls([]), signal });
    expect(skipped).toEqual([{ file: pipe, reason: 'unreadable' }]);
  });

  it('counts columns past a byte order mark, as editors do', async () => {
    const { references } = await found({ 'a.ts': `\uFEFFf('inference_model')\nf('response_format')` });
    expect(references).toEqual({ inference_model: ['a.ts:1:4'], response_format: ['a.ts:2:4'] });
  });

  it('ends when it is interrupted', async () => {
    const { signal } = { signal: AbortSignal.abort(new Error('enough')) };
    const search = findReferences(['a.ts'], { keys: KEYS, calls: new KeyCalls([]), signal });
    await expect(search).rejects.toThrow('enough');
  });
});
