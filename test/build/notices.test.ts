import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { notices } from '../../build/notices.ts';

function noticesOf(code: string): string {
  const options = {
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    logLevel: 'silent',
  } as const;
  return notices([buildSync({ ...options, stdin: { contents: code, resolveDir: process.cwd() } }).metafile]);
}

describe('the notices', () => {
  it('name what is in a bundle once, with the text of its licence', () => {
    const text = noticesOf(
      "import { parse } from 'jsonc-parser'; import { zip } from 'fflate'; console.log(parse, zip);",
    );
    expect(text).toMatch(/^jsonc-parser \d/m);
    expect(text.match(/^fflate /gm)).toHaveLength(1);
    expect(text).toContain('Permission is hereby granted');
  });

  it('leave out what was imported and not used', () => {
    expect(noticesOf("import 'fflate'; console.log(1);")).not.toContain('fflate');
  });
});
