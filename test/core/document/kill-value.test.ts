import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedFlags } from '../../../core/document/changed-flags.ts';
import { gatesOf } from '../../../core/document/gates.ts';
import { killValue } from '../../../core/document/kill-value.ts';
import { parseFlagDocumentText } from '../../../core/document/parse-flag-document.ts';
import { printFlagDocument } from '../../../core/document/print-flag-document.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { context, validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, aPercentage, aSplit, parsed } from '../../helpers/flag-documents.ts';

/** Any document, with any value that a rule of it serves. */
const served = validDocument.map(parsed).chain((document) => {
  const kills = document.flags.flatMap(({ flag, rules }) =>
    rules
      .flatMap((rule) => ('split' in rule ? rule.split.map((arm) => arm.value) : [rule.value]))
      .map((value) => ({ flag, value })),
  );
  return fc.record({ document: fc.constant(document), kill: fc.constantFrom(undefined, ...kills) });
});

function forEachKill(
  check: (
    before: ReturnType<typeof parsed>,
    after: ReturnType<typeof parsed>,
    kill: { flag: string; value: string | number | boolean },
    attributes: Readonly<Record<string, unknown>>,
  ) => void,
): void {
  let kills = 0;
  fc.assert(
    fc.property(served, context, ({ document, kill }, attributes) => {
      const killed = kill && killValue(document, kill);
      if (!killed?.ok) return;
      kills += 1;
      check(document, killed.value, kill as NonNullable<typeof kill>, attributes);
    }),
    { numRuns: 400 },
  );
  expect(kills).toBeGreaterThan(50);
}

function problemOf(
  input: unknown,
  flag: string,
  value: string | number,
  instead?: string | number,
): string | undefined {
  const killed = killValue(parsed(input), { flag, value, instead });
  return killed.ok ? undefined : killed.problems.join();
}

describe('killValue', () => {
  it('gives a document that is accepted and serves the value to nobody', () => {
    forEachKill((_, after, { flag, value }, attributes) => {
      expect(parseFlagDocumentText(printFlagDocument(after))).toMatchObject({ ok: true, value: after });
      expect(evaluate(compile(after), flag, attributes, 0).value).not.toBe(value);
    });
  });

  it('counts as no change of a flag, so that it may join any other', () => {
    forEachKill((before, after) => expect(changedFlags(before, after)).toEqual([]));
  });

  it('changes nothing but the killed values of that flag', () => {
    forEachKill((before, after, { flag: name, value }) => {
      const undone = after.flags.map((flag) =>
        flag.flag === name ? { ...flag, killed: flag.killed.filter((one) => one !== value) } : flag,
      );
      const isNew = !before.flags.find((flag) => flag.flag === name)?.killed.includes(value);
      expect({ ...after, flags: isNew ? undone : after.flags }).toEqual(before);
    });
  });

  it('ends the comparison of a percentage and of a split whose candidates are all killed', () => {
    for (const rule of [aPercentage(10), aSplit(['old', 'new'])]) {
      const killed = killValue(parsed(aDocument([aFlag({ rules: [rule] })])), { flag: 'm', value: 'new' });
      expect(killed.ok && gatesOf(killed.value, () => '')).toEqual([]);
    }
  });

  it('gives back the same document when the value is killed already', () => {
    const document = parsed(aDocument([aFlag({ killed: ['new'] })]));
    const again = killValue(document, { flag: 'm', value: 'new' });
    expect(again.ok && again.value).toBe(document);
  });

  it('keeps the default and the control of a split alive', () => {
    const input = aDocument([aFlag({ rules: [aSplit(['basis', 'new'])] })]);
    expect(problemOf(input, 'm', 'old')).toMatch(/is the default; change the default first/);
    expect(problemOf(input, 'm', 'basis')).toMatch(/control of the split compare; end the split first/);
  });

  it('refuses what the document does not know', () => {
    const input = aDocument([aFlag({ allowed: ['old', 'new'] }), { ...aFlag(), flag: 'n' }]);
    expect(problemOf(input, 'k', 'new')).toMatch(/no flag k, the flags are "m", "n"/);
    expect(problemOf(input, 'm', 'other')).toMatch(/allowed is "old", "new"/);
    expect(problemOf(input, 'n', 7)).toMatch(/7 of flag n is not a value of it, allowed is any string/);
  });

  it('makes another value the default in the place of a default that it kills', () => {
    const before = parsed(aDocument([aFlag({ rules: [aPercentage(10)] })]));
    const result = killValue(before, { flag: 'm', value: 'old', instead: 'basis' });
    const after = result.ok ? result.value : before;
    expect(after.flags).toEqual([{ ...before.flags[0], default: 'basis', killed: ['old'] }]);
    expect(parseFlagDocumentText(printFlagDocument(after))).toMatchObject({ ok: true, value: after });
    expect(changedFlags(before, after)).toEqual(['m']);
    expect(killValue(after, { flag: 'm', value: 'old', instead: 'basis' })).toEqual({
      ok: true,
      value: after,
    });
  });

  it('changes no default but the one that it kills, and to no value that may not be served', () => {
    const input = aDocument([
      aFlag({ allowed: ['old', 'new', 'gone'], killed: ['gone'] }),
      { ...aFlag({ rules: [aSplit(['old', 'new'])] }), flag: 'n' },
    ]);
    expect(problemOf(input, 'm', 'new', 'gone')).toMatch(/"new" is not the default, "old" is and stays/);
    expect(problemOf(input, 'm', 'old', 'gone')).toMatch(/"gone" cannot become the default.*it is killed/);
    expect(problemOf(input, 'm', 'old', 'other')).toMatch(/"other".*allowed is "old", "new", "gone"/);
    expect(problemOf(input, 'm', 'old', 'old')).toMatch(/is the default; change the default first/);
    expect(problemOf(input, 'n', 'old', 'new')).toMatch(/control of the split compare; end the split first/);
    expect(problemOf(input, 'm', 'new', 'old')).toBeUndefined();
  });
});
