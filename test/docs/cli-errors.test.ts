import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../cli/exit-code.ts';
import { tableBelow } from './markdown.ts';

const CODES = /\| '([a-z-]+)'/g;

describe('the documentation of the command line', () => {
  it('explains every code of an error, and no other', () => {
    const declared = readFileSync('cli/cli-error.ts', 'utf8').matchAll(CODES);
    const section = readFileSync('docs/errors.md', 'utf8').split('## Command line')[1] ?? '';
    const explained = [...section.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
    // A fault of our own is no `CliError`.
    expect(explained.toSorted()).toEqual([...[...declared].map(([, code]) => code), 'internal'].toSorted());
  });

  it('explains every exit code, and no other', () => {
    const explained = tableBelow('docs/cli.md', 'code', 'meaning').map(([code]) => Number(code));
    expect(explained).toEqual(Object.values(EXIT));
  });
});
