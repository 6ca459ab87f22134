import { expect, it } from 'vitest';
import { SITUATIONS, type Situation, type SubjectKind } from '../conformance/provider-suite.ts';
import { SUBJECTS } from '../conformance/subjects.ts';
import { read, tableBelow } from './markdown.ts';

const FILE = 'docs/sources.md';

function isKept(kind: SubjectKind, situation: string): boolean {
  return !kind.skip.some((skip) => skip.situation === situation);
}

it('says of every source and provider which promises it keeps', () => {
  const rows = (Object.keys(SITUATIONS) as Situation[]).map((situation) => [
    situation,
    ...SUBJECTS.map((kind) => (isKept(kind, situation) ? 'yes' : 'no')),
  ]);
  expect(tableBelow(FILE, 'situation', ...SUBJECTS.map(({ name }) => name))).toEqual(rows);
});

it('gives the reason for every promise that is not kept', () => {
  const reasons = SUBJECTS.flatMap(({ name, skip }) =>
    skip.map(({ situation, reason }) => [name, situation, reason]),
  );
  expect(tableBelow(FILE, 'source', 'situation', 'reason')).toEqual(reasons);
});

it('says in the words of the suite what each situation asks for', () => {
  const text = read(FILE).replaceAll(/\n {2}/g, ' ');
  for (const [situation, promise] of Object.entries(SITUATIONS)) {
    expect(text).toContain(`- *${situation}*: ${promise}.`);
  }
});
