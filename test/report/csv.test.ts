import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../report/csv.ts';

/** Text that no spreadsheet takes for a formula. */
const harmless = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text));

describe('comma-separated values', () => {
  it('are read back as they were', () => {
    const rows = fc.array(fc.tuple(harmless, harmless, fc.integer()), { minLength: 1 });
    fc.assert(
      fc.property(rows, (written) => {
        const read = parse(csvOf(written), { record_delimiter: '\r\n' });
        expect(read).toEqual(written.map((row) => row.map(String)));
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@sum', '\t=1'])('make no formula of the text %j', (text) => {
    expect(parse(csvOf([[text]]), { record_delimiter: '\r\n' })).toEqual([[`'${text}`]]);
  });

  it('keep negative numbers numbers, and leave what is missing empty', () => {
    expect(csvOf([[-0.25, undefined, 1e-7]])).toBe('-0.25,,1e-7\r\n');
  });
});
