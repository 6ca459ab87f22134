import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedFlags } from '../../../core/document/changed-flags.ts';
import type { FlagValue, Rule } from '../../../core/document/flag-document.ts';
import { isGate } from '../../../core/document/gates.ts';
import { parseFlagDocumentText } from '../../../core/document/parse-flag-document.ts';
import { printFlagDocument } from '../../../core/document/print-flag-document.ts';
import { promote } from '../../../core/document/promote.ts';
import { rollOut } from '../../../core/document/roll-out.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { context } from '../../helpers/arbitraries.ts';
import { target } from '../../helpers/document-changes.ts';
import { aDocument, aFlag, aPercentage, aSplit, parsed } from '../../helpers/flag-documents.ts';

const STAFF = { name: 'staff', condition: { plan: 'staff' }, value: 'special' };

const ofRules = (...rules: readonly unknown[]) => aDocument([aFlag({ rules })]);

function promoted(input: unknown, value?: FlagValue): { default: FlagValue; rules: readonly Rule[] } {
  const result = promote(parsed(input), { flag: 'm', value });
  const [flag] = result.ok ? result.value.flags : [];
  if (flag === undefined) throw new Error(`refused: ${JSON.stringify(result)}`);
  return flag;
}

function problemOf(input: unknown, value?: FlagValue, flag = 'm'): string | undefined {
  const result = promote(parsed(input), { flag, value });
  return result.ok ? undefined : result.problems.join();
}

describe('promote', () => {
  it('gives a document that is accepted, changes that flag and no other, and compares nothing of it', () => {
    let changes = 0;
    fc.assert(
      fc.property(target, ({ document, flag: name, value }) => {
        const result = promote(document, { flag: name, value });
        if (!result.ok) return;
        changes += 1;
        const text = printFlagDocument(result.value);
        expect(parseFlagDocumentText(text)).toMatchObject({ ok: true, value: result.value });
        expect(changedFlags(document, result.value)).toEqual([name]);
        const flag = result.value.flags.find((one) => one.flag === name);
        expect(flag?.default).toBe(value);
        expect(flag?.rules.some((rule) => isGate(flag, rule))).toBe(false);
      }),
      { numRuns: 500 },
    );
    expect(changes).toBeGreaterThan(50);
  });

  it('serves the candidate to everybody who came to its gate', () => {
    let compared = 0;
    fc.assert(
      fc.property(target, context, ({ document, flag, value }, unit) => {
        const result = promote(document, { flag, value });
        if (!result.ok || evaluate(compile(document), flag, unit, 0).role === undefined) return;
        compared += 1;
        expect(evaluate(compile(result.value), flag, unit, 0).value).toBe(value);
      }),
      { numRuns: 2500 },
    );
    expect(compared).toBeGreaterThan(20);
  });

  it('takes the candidate from nobody who got it at a hundred percent', () => {
    let served = 0;
    fc.assert(
      fc.property(target, context, ({ document, flag, value }, unit) => {
        const whole = rollOut(document, { flag, value, percentage: 100 });
        const result = whole.ok ? promote(whole.value, { flag, value }) : whole;
        if (!whole.ok || !result.ok || evaluate(compile(whole.value), flag, unit, 0).value !== value) return;
        served += 1;
        expect(evaluate(compile(result.value), flag, unit, 0).value).toBe(value);
      }),
      { numRuns: 1000 },
    );
    expect(served).toBeGreaterThan(20);
  });

  it('finds the only candidate by itself, at a hundred percent too', () => {
    for (const rule of [aPercentage(10), aPercentage(100), aSplit(['old', 'new'])])
      expect(promoted(ofRules(rule))).toMatchObject({ default: 'new', rules: [] });
  });

  it('keeps other rules, pins and segments', () => {
    const pins = [{ condition: { customer_id: 'acme' }, value: 'old' }];
    const input = aDocument([aFlag({ pins, rules: [STAFF, aPercentage(0), aPercentage(10)].map(named) })]);
    expect(promoted(input)).toMatchObject({ default: 'new', pins, rules: [{ ...STAFF, name: 'r0' }] });
  });

  it('keeps serving the candidate ahead of a rule that would serve something else', () => {
    const at = aPercentage(10, { country: 'at', salt: 'x' });
    expect(promoted(ofRules(at, STAFF)).rules).toEqual([
      { name: 'canary', condition: { country: 'at' }, value: 'new' },
      STAFF,
    ]);
    expect(promoted(ofRules(...[at, aPercentage(10), STAFF].map(named))).rules).toEqual([
      { name: 'r1', condition: {}, value: 'new' },
      { ...STAFF, name: 'r2' },
    ]);
    expect(promoted(ofRules(aSplit(['old', 'new', 'third']), STAFF), 'third').rules).toEqual([
      { name: 'compare', condition: {}, value: 'third' },
      STAFF,
    ]);
  });

  it('ends a split in favour of its control, too', () => {
    expect(promoted(ofRules(aSplit(['basis', 'new'])), 'basis')).toMatchObject({
      default: 'basis',
      rules: [],
    });
  });

  it('refuses where the candidate cannot be told', () => {
    expect(problemOf(ofRules(STAFF))).toMatch(/^flag m tries nothing out; name the value/);
    expect(problemOf(ofRules(aSplit(['old', 'new', 'third'])))).toMatch(
      /tries out "new", "third"; name the one/,
    );
  });

  it('refuses to give everybody what a disabled flag keeps from them', () => {
    expect(problemOf(aDocument([aFlag({ disabled: true, rules: [aPercentage(10)] })]))).toMatch(
      /^flag m is disabled .*; enable it first$/,
    );
  });

  it('refuses what cannot be the default', () => {
    const input = aDocument([
      aFlag({ allowed: ['old', 'new', 'bad'], killed: ['bad'], rules: [aPercentage(10)] }),
    ]);
    expect(problemOf(input, 'old')).toMatch(/"old" is the default of flag m already/);
    expect(problemOf(input, 'bad')).toMatch(/is killed/);
    expect(problemOf(input, 'other')).toMatch(/allowed is "old", "new", "bad"/);
    expect(problemOf(input, 'new', 'k')).toMatch(/there is no flag k/);
    expect(problemOf(ofRules(aPercentage(10)), 'other')).toMatch(
      /^rule canary of flag m tries out "new", not "other"; end that first$/,
    );
  });
});

function named(rule: object, at: number): object {
  return { ...rule, name: `r${at}` };
}
