import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter, LONGEST_LINE } from '../../../local/lambda/line-splitter.ts';

function linesOf(pieces: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => void lines.push(line));
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return lines;
}

it('gives each line without its end, and the last one although it has none', () => {
  expect(linesOf([Buffer.from('one\ntwo\r\n\nlast')])).toEqual(['one', 'two', '', 'last']);
});

it('gives a message of several lines as one', () => {
  expect(linesOf([Buffer.from('Error: no\r  at here\r  at there\n')])).toEqual([
    'Error: no\n  at here\n  at there',
  ]);
});

it('gives the same lines wherever the bytes are cut', () => {
  const bytes = Buffer.from('zwölf\n{"a":"€"}\n\n𝄞\n');
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
      expect(linesOf(pieces)).toEqual(['zwölf', '{"a":"€"}', '', '𝄞']);
    }),
  );
});

it('gives a line that never ends in pieces, before it has ended', () => {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => void lines.push(line));
  for (let sent = 0; sent < 2.5 * LONGEST_LINE; sent += 65_536) splitter.push(Buffer.alloc(65_536, 'x'));
  expect(lines.map(({ length }) => length)).toEqual([LONGEST_LINE, LONGEST_LINE]);
});

it('cuts a long line in the same places whether its end has come or not', () => {
  const bytes = Buffer.from(`${'x'.repeat(LONGEST_LINE + 1)}\n`);
  expect(linesOf([bytes])).toEqual(linesOf([bytes.subarray(0, 7), bytes.subarray(7)]));
  expect(linesOf([bytes]).map(({ length }) => length)).toEqual([LONGEST_LINE, 1]);
});
