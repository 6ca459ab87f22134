import { expect, it } from 'vitest';
import { tableLines } from '../../../cli/output/table.ts';

it('sets rows in columns of their own width, without rules, colours or blanks at the end', () => {
  expect(
    tableLines(
      ['name', 'count'],
      [
        ['a longer name', '1'],
        ['b', '23'],
      ],
    ),
  ).toEqual(['name           count', 'a longer name  1', 'b              23']);
});
