import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Flag, FlagDocument, Rule } from '../../../core/document/flag-document.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { isWithdrawal } from '../../../core/hygiene/withdrawal.ts';
import { context, mutatedDocument, validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, aPercentage, aSplit, errorsOf, parsed } from '../../helpers/flag-documents.ts';

const DAY_MS = 86_400_000;
const moment = fc.integer({ min: 0, max: 40_000 }).map((day) => day * DAY_MS);

/** Changes that operators make to take something away, and some that bring something. */
type Change = (flag: Flag, at: number) => Flag;
const CHANGES: readonly Change[] = [
  (flag, at) => ({ ...flag, rules: flag.rules.filter((_, index) => index !== at % flag.rules.length) }),
  (flag, at) => ({ ...flag, pins: flag.pins.filter((_, index) => index !== at % flag.pins.length) }),
  (flag, at) => ({ ...flag, pins: flag.pins.map((pin) => ({ ...pin, until: dayOf(at) })) }),
  (flag, at) => ({ ...flag, rules: flag.rules.map((rule) => withPercentage(rule, at % 101)) }),
  (flag, at) => ({ ...flag, killed: [...new Set([...flag.killed, ...killable(flag, at)])] }),
  (flag) => ({ ...flag, rules: flag.rules.toReversed() }),
  (flag, at) => ({ ...flag, disabled: at % 2 === 0 }),
  (flag) => ({ ...flag, rules: [], pins: [] }),
  (flag) => ({ ...flag, killed: [] }),
];

function dayOf(at: number): string {
  return new Date((at % 40_000) * DAY_MS).toISOString().slice(0, 10);
}

function withPercentage(rule: Rule, percentage: number): Rule {
  return { ...rule, condition: { ...rule.condition, rollout_percentage: percentage } };
}

function killable(flag: Flag, at: number): Flag['killed'] {
  return (flag.allowed ?? []).filter((value, index) => value !== flag.default && index <= at % 3);
}

const changed = fc
  .tuple(
    validDocument.map(parsed),
    fc.array(fc.tuple(fc.constantFrom(...CHANGES), fc.nat()), { maxLength: 2 }),
  )
  .map(([before, changes]) => ({
    before,
    after: {
      ...before,
      flags: before.flags.map((flag) => changes.reduce((one, [make, at]) => make(one, at), flag)),
    },
  }));

const mutatedPair = mutatedDocument
  .filter(({ mutated }) => errorsOf(mutated).length === 0)
  .map(({ valid, mutated }) => ({ before: parsed(valid), after: parsed(mutated) }));

/** The document without what it tries out: rules with a percentage, but those that keep everybody on the default. */
function withoutTrials({ flags, ...rest }: FlagDocument): FlagDocument {
  const isTrial = (flag: Flag, { condition: { rollout_percentage: share }, ...rule }: Rule): boolean =>
    share !== undefined && (Number(share) < 100 || ('value' in rule && rule.value !== flag.default));
  const without = (flag: Flag): Flag => ({
    ...flag,
    rules: flag.rules.filter((rule) => !isTrial(flag, rule)),
  });
  return { ...rest, flags: flags.map(without) };
}

/** The document with what `after` kills killed as well. */
function withKillsOf(after: FlagDocument, before: FlagDocument): FlagDocument {
  const killedOf = (name: string) => after.flags.find(({ flag }) => flag === name)?.killed ?? [];
  const flags = before.flags.map((flag) => ({ ...flag, killed: [...flag.killed, ...killedOf(flag.flag)] }));
  return { ...before, flags };
}

describe('isWithdrawal', () => {
  it('is true only where every unit keeps what it was served, kills aside, or is served as if nothing were tried out', () => {
    let [withdrawals, fallen] = [0, 0];
    const check = (
      { before, after }: { before: FlagDocument; after: FlagDocument },
      unit: object,
      now: number,
    ) => {
      const killed = withKillsOf(after, before);
      const [old, untried, next] = [compile(killed), compile(withoutTrials(killed)), compile(after)];
      for (const { flag, default: fallback } of after.flags) {
        if (!isWithdrawal(flag, before, after)) continue;
        const [was, is] = [evaluate(old, flag, { ...unit }, now), evaluate(next, flag, { ...unit }, now)];
        withdrawals += 1;
        fallen += Number(was.value !== is.value);
        const instead = evaluate(untried, flag, { ...unit }, now).value;
        if (is.value !== was.value) expect([fallback, instead]).toContain(is.value);
      }
    };
    fc.assert(fc.property(fc.oneof(changed, mutatedPair), context, moment, check), { numRuns: 1500 });
    expect(withdrawals).toBeGreaterThan(250);
    expect(fallen).toBeGreaterThan(10);
  });

  it('is true of a document against itself, of a disabled flag and of one without pins and rules', () => {
    fc.assert(
      fc.property(validDocument.map(parsed), ({ flags, ...rest }) => {
        const enabled = { ...rest, flags: flags.map((flag) => ({ ...flag, disabled: false })) };
        for (const make of [{}, { disabled: true }, { pins: [], rules: [] }]) {
          const after = { ...enabled, flags: enabled.flags.map((flag) => ({ ...flag, ...make })) };
          for (const { flag } of flags) expect(isWithdrawal(flag, enabled, after)).toBe(true);
        }
      }),
    );
  });

  const gold = { plan: 'gold' };
  const gate = (percentage: number) => aPercentage(percentage);
  const pin = { condition: gold, value: 'new', until: '2027-01-31' };
  const rule = (value: string, condition: object = gold) => ({ name: value, condition, value });

  it.each([
    ['a smaller percentage', { rules: [gate(10)] }, { rules: [gate(5)] }],
    [
      'a smaller percentage above a rule for another value',
      { rules: [gate(10), rule('x')] },
      { rules: [gate(5), rule('x')] },
    ],
    [
      'a percentage that is gone above a rule for another value',
      { rules: [gate(10), rule('x')] },
      { rules: [rule('x')] },
    ],
    [
      'less than everybody above a rule for another value',
      { rules: [gate(100), rule('x')] },
      { rules: [gate(0), rule('x')] },
    ],
    [
      'a percentage of what everybody had',
      { rules: [rule('new')] },
      { rules: [aPercentage(5, { ...gold, salt: 's' })] },
    ],
    [
      'a removed rule above one that serves the same',
      { rules: [rule('new'), gate(5)] },
      { rules: [gate(5)] },
    ],
    ['a removed rule below another', { rules: [rule('other'), gate(5)] }, { rules: [rule('other')] }],
    ['a removed split', { rules: [aSplit(['old', 'new'])] }, {}],
    ['a pin that ends earlier', { pins: [pin] }, { pins: [{ ...pin, until: '2026-01-31' }] }],
    ['a removed pin to the candidate', { pins: [pin], rules: [gate(5)] }, { rules: [gate(5)] }],
    [
      'a killed value',
      { rules: [rule('new'), rule('other')] },
      { rules: [rule('new'), rule('other')], killed: ['new'] },
    ],
    ['a disabled flag', { rules: [gate(5)] }, { rules: [gate(50)], disabled: true }],
    [
      'a removed rule whose value is killed',
      { rules: [rule('x'), gate(5)], killed: ['x'] },
      { rules: [gate(5)], killed: ['x'] },
    ],
    [
      'another name of a rule',
      { rules: [rule('new'), gate(5)] },
      { rules: [{ ...rule('new'), name: 'r' }, gate(5)] },
    ],
  ])('knows %s', (_, before, after) => {
    expect(isWithdrawal('m', parsed(aDocument([aFlag(before)])), parsed(aDocument([aFlag(after)])))).toBe(
      true,
    );
  });

  it.each([
    ['a larger percentage', { rules: [gate(5)] }, { rules: [gate(10)] }],
    ['a percentage of other units', { rules: [gate(5)] }, { rules: [aPercentage(5, { salt: 's' })] }],
    ['everybody after a percentage', { rules: [gate(5)] }, { rules: [rule('new', {})] }],
    ['a rule that shields from a gate and goes', { rules: [rule('old'), gate(5)] }, { rules: [gate(5)] }],
    [
      'a pin that shields from a gate and ends earlier',
      { pins: [{ ...pin, value: 'old' }], rules: [gate(5)] },
      { pins: [{ ...pin, value: 'old', until: '2026-01-01' }], rules: [gate(5)] },
    ],
    ['a pin that ends later', { pins: [pin] }, { pins: [{ ...pin, until: '2028-01-31' }] }],
    ['a pin without an end', { pins: [pin] }, { pins: [{ condition: gold, value: 'new' }] }],
    [
      'units that fall from one of two values to one of them',
      { rules: [rule('x'), aSplit(['old', 'new'])] },
      { rules: [aSplit(['old', 'new'])] },
    ],
    [
      'a percentage that keeps everybody on the default and goes',
      { rules: [aPercentage(100, {}, 'old'), rule('x')] },
      { rules: [aPercentage(0, {}, 'old'), rule('x')] },
    ],
    ['another order of rules', { rules: [rule('x'), gate(5)] }, { rules: [gate(5), rule('x')] }],
    ['other weights', { rules: [aSplit(['old', 'new'])] }, { rules: [aSplit(['old', 'new', 'x'])] }],
    ['another default', { rules: [] }, { default: 'new' }],
    ['a revived value', { rules: [rule('new')], killed: ['new'] }, { rules: [rule('new')] }],
    ['an enabled flag', { rules: [gate(5)], disabled: true }, { rules: [gate(5)] }],
  ])('does not take for one %s', (_, before, after) => {
    expect(isWithdrawal('m', parsed(aDocument([aFlag(before)])), parsed(aDocument([aFlag(after)])))).toBe(
      false,
    );
  });

  it('takes a killed default for one, where nothing else is different but what takes its place', () => {
    const at = (members: object) => parsed(aDocument([aFlag({ rules: [gate(5)], ...members })], { s: gold }));
    const before = at({ killed: ['gone'] });
    const killed = { default: 'x', killed: ['gone', 'old'] };
    expect(isWithdrawal('m', before, at(killed))).toBe(true);
    for (const more of [
      { killed: ['old'] },
      { rules: [gate(6)] },
      { killed: ['gone'] },
      { disabled: true },
    ]) {
      expect(isWithdrawal('m', before, at({ ...killed, ...more }))).toBe(false);
    }
  });

  it('takes a removed flag for one, and a new flag for none', () => {
    const [with_, without] = [parsed(aDocument([aFlag()])), parsed(aDocument([]))];
    expect(isWithdrawal('m', with_, without)).toBe(true);
    expect(isWithdrawal('m', without, with_)).toBe(false);
  });

  it('does not judge a segment that changed or is new', () => {
    const rules = [aPercentage(5, { segment: 's' })];
    const at = (segments: object) => parsed(aDocument([aFlag({ rules })], { ...segments }));
    const nested = { s: { segment: 'inner' }, inner: gold };
    expect(isWithdrawal('m', at(nested), at(nested))).toBe(true);
    expect(isWithdrawal('m', at(nested), at({ ...nested, inner: {} }))).toBe(false);
    expect(isWithdrawal('m', at({ s: gold }), at(nested))).toBe(false);
  });
});
