import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedFlags } from '../../../core/document/changed-flags.ts';
import type { FlagDocument, FlagValue } from '../../../core/document/flag-document.ts';
import { parseFlagDocumentText } from '../../../core/document/parse-flag-document.ts';
import { printFlagDocument } from '../../../core/document/print-flag-document.ts';
import { isPercentageOf, rollOut } from '../../../core/document/roll-out.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { context } from '../../helpers/arbitraries.ts';
import { percentage, target } from '../../helpers/document-changes.ts';
import { aDocument, aFlag, aPercentage, aSplit, parsed } from '../../helpers/flag-documents.ts';

function rolledOut(input: unknown, value: FlagValue, share: number, flag = 'm'): FlagDocument {
  const result = rollOut(parsed(input), { flag, value, percentage: share });
  if (!result.ok) throw new Error(result.problems.join());
  return result.value;
}

function problemOf(input: unknown, value: FlagValue, share = 10, flag = 'm'): string | undefined {
  const result = rollOut(parsed(input), { flag, value, percentage: share });
  return result.ok ? undefined : result.problems.join();
}

const ofRules = (...rules: readonly unknown[]) => aDocument([aFlag({ rules })]);

describe('rollOut', () => {
  it('gives a document that is accepted and changes no other flag', () => {
    let changes = 0;
    fc.assert(
      fc.property(target, percentage, ({ document, flag, value }, share) => {
        const result = rollOut(document, { flag, value, percentage: share });
        if (!result.ok) return;
        changes += 1;
        const text = printFlagDocument(result.value);
        expect(parseFlagDocumentText(text)).toMatchObject({ ok: true, value: result.value });
        const isSame = result.value === document;
        expect(changedFlags(document, result.value)).toEqual(isSame ? [] : [flag]);
      }),
      { numRuns: 400 },
    );
    expect(changes).toBeGreaterThan(40);
  });

  it('moves nobody out when the percentage grows', () => {
    let inside = 0;
    const shares = fc
      .tuple(percentage, percentage)
      .map((pair) => pair.toSorted((left, right) => left - right));
    fc.assert(
      fc.property(target, shares, context, ({ document, flag, value }, [small = 0, large = 0], unit) => {
        const before = rollOut(document, { flag, value, percentage: small });
        const after = rollOut(document, { flag, value, percentage: large });
        if (!before.ok || !after.ok || evaluate(compile(before.value), flag, unit, 0).value !== value) return;
        inside += 1;
        expect(evaluate(compile(after.value), flag, unit, 0).value).toBe(value);
      }),
      { numRuns: 1000 },
    );
    expect(inside).toBeGreaterThan(20);
  });

  it('gives the same percentage to all rules that try the value out, and leaves the others alone', () => {
    const staff = { name: 'staff', condition: { plan: 'staff' }, value: 'new' };
    const rules = [staff, { ...aPercentage(5, { country: 'at' }), name: 'at' }, aPercentage(5)];
    const [flag] = rolledOut(ofRules(...rules), 'new', 25).flags;
    const shares = flag?.rules.map(({ condition }) => condition.rollout_percentage);
    expect(shares).toEqual([undefined, 25, 25]);
    expect(flag?.rules[1]?.condition).toEqual({ country: 'at', rollout_percentage: 25 });
    expect(flag?.rules.every((rule) => rule === flag.rules[0] || isPercentageOf(rule, 'new'))).toBe(true);
  });

  it('puts a rule of its own behind the others where none tries the value out', () => {
    const taken = { name: 'rollout', condition: { plan: 'staff' }, value: 'new' };
    const [flag] = rolledOut(ofRules(taken, { ...taken, name: 'rollout-2' }), 'new', 0.125).flags;
    expect(flag?.rules.at(-1)).toEqual({
      name: 'rollout-3',
      condition: { rollout_percentage: 0.125 },
      value: 'new',
    });
  });

  it('gives back the same document when it is so already', () => {
    const document = parsed(ofRules(aPercentage(10)));
    const again = rollOut(document, { flag: 'm', value: 'new', percentage: 10 });
    expect(again.ok && again.value).toBe(document);
    const none = rollOut(document, { flag: 'm', value: 'other', percentage: 0 });
    expect(none.ok && none.value).toBe(document);
  });

  it('takes back to nobody whatever else is in motion', () => {
    const moving = { ...aFlag({ rules: [aPercentage(10)] }), flag: 'n' };
    const input = aDocument([aFlag({ rules: [aPercentage(100)] }), moving]);
    const [flag] = rolledOut(input, 'new', 0).flags;
    expect(flag?.rules[0]?.condition.rollout_percentage).toBe(0);
  });

  it('refuses while another flag is in motion, naming it', () => {
    const input = aDocument([aFlag(), { ...aFlag({ rules: [aPercentage(10)] }), flag: 'n' }]);
    expect(problemOf(input, 'new')).toMatch(/^flag n is in motion.*promote its candidate/);
  });

  it('refuses a second candidate of the flag, naming the rule of the first', () => {
    expect(problemOf(ofRules(aPercentage(10)), 'other')).toMatch(
      /^rule canary of flag m tries out "new".*promote it, or roll it out to 0 percent first$/,
    );
    expect(problemOf(ofRules(aSplit(['old', 'new'])), 'new')).toMatch(
      /^rule compare.*end the split by hand first$/,
    );
  });

  it('refuses a value that nobody would come to', () => {
    const everybody = { name: 'all', condition: {}, value: 'old' };
    expect(problemOf(ofRules(aPercentage(100)), 'other')).toMatch(/^rule canary.*promote "new" first$/);
    expect(problemOf(ofRules(everybody, aPercentage(0)), 'new')).toMatch(
      /^rule all of flag m serves "old" to everybody.*take the rule out first$/,
    );
    expect(problemOf(ofRules(aPercentage(10), everybody), 'new', 20)).toBeUndefined();
  });

  it('refuses values that cannot be rolled out, and what is no percentage', () => {
    const input = aDocument([aFlag({ allowed: ['old', 'new', 'bad'], killed: ['bad'] })]);
    expect(problemOf(input, 'other')).toMatch(/allowed is "old", "new", "bad"/);
    expect(problemOf(input, 'bad')).toMatch(/is killed/);
    expect(problemOf(input, 'old')).toMatch(/is the default of flag m already/);
    expect(problemOf(input, 'new', 10, 'k')).toMatch(/there is no flag k, the flags are "m"/);
    expect(problemOf(aDocument([aFlag({ disabled: true })]), 'new')).toMatch(/is disabled.*enable it first/);
    for (const share of [-1, 100.001, 0.0001, Number.NaN])
      expect(problemOf(input, 'new', share)).toMatch(/is no percentage; give one from 0 to 100/);
  });
});
