import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentForm } from '../../../core/document/document-form.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { findStale } from '../../../core/hygiene/find-stale.ts';
import type { StaleFacts, StaleFinding } from '../../../core/hygiene/stale-finding.ts';
import { parsePromptDocument } from '../../../core/prompts/parse-prompt-document.ts';
import { context, validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, aPercentage, aSplit, parsed } from '../../helpers/flag-documents.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-07-01');

function staleOf(input: unknown, facts: Partial<StaleFacts> = {}): readonly StaleFinding[] {
  return findStale({ document: parsed(input), form: documentForm(input), nowMs: NOW, days: 30, ...facts });
}

/** Kind and place of each finding about a flag with these members. */
function inFlag(members: object, facts: Partial<StaleFacts> = {}): readonly string[] {
  return staleOf(aDocument([aFlag({ ...members })]), facts).map(({ kind, pointer }) => `${kind} ${pointer}`);
}

const temporary = { permanent: false, cleanup_by: '2026-12-31' };
const gold = { plan: 'gold' };
const rule = (value: string, condition: object = gold) => ({ name: value, condition, value });

describe('a flag that serves one value to everybody', () => {
  it.each([
    ['nothing but a default', {}, 'old'],
    ['a rule for everybody', { rules: [rule('new'), { ...rule('new', {}), name: 'all' }] }, 'new'],
    [
      'rules that are killed or at zero percent',
      { rules: [rule('x'), aPercentage(0)], killed: ['x'] },
      'old',
    ],
    ['a pin that has ended', { pins: [{ condition: {}, value: 'x', until: '2026-06-30' }] }, 'old'],
    ['rules while it is disabled', { rules: [aPercentage(5)], disabled: true }, 'old'],
    ['a split whose other arm is killed', { rules: [aSplit(['old', 'x'])], killed: ['x'] }, 'old'],
    ['rules below one for everybody', { rules: [rule('new', {}), rule('x')] }, 'new'],
  ])('is rolled out if it has %s', (_, members, value) => {
    const found = staleOf(aDocument([aFlag({ ...temporary, ...members })]));
    expect(found.filter(({ kind }) => kind === 'rolled-out')).toMatchObject([
      { subject: 'flag', name: 'm', pointer: '/flags/0', value, reason: `everybody is served "${value}"` },
    ]);
  });

  it.each([
    ['a pin', { pins: [{ condition: {}, value: 'new', until: '2026-07-01' }] }],
    ['a percentage', { rules: [aPercentage(99.999)] }],
    ['a rule', { rules: [rule('new')] }],
    ['a split', { rules: [aSplit(['new', 'x'])] }],
    ['a killed arm that falls through', { rules: [aSplit(['new', 'x'], {})], killed: ['x'] }],
  ])('is not if it has %s for another', (_, members) => {
    expect(inFlag({ ...temporary, ...members })).not.toContain('rolled-out /flags/0');
  });

  it('leaves out whom a hundred percent cannot count, unless they are served the same', () => {
    const reasonOf = (members: object) =>
      staleOf(aDocument([aFlag({ ...temporary, ...members })])).find(({ kind }) => kind === 'rolled-out')
        ?.reason;
    expect(reasonOf({ rules: [aPercentage(100)] })).toBe('everybody who has a user_id is served "new"');
    const byCustomer = { rules: [aPercentage(100, { bucket_by: 'customer_id' })] };
    expect(reasonOf(byCustomer)).toBe('everybody who has a customer_id is served "new"');
    expect(reasonOf({ rules: [aPercentage(100, {}, 'old')] })).toBe('everybody is served "old"');
  });

  it('may be permanent, unless it takes a rule to serve it', () => {
    expect(inFlag({})).toEqual([]);
    expect(inFlag({ rules: [aPercentage(100)] })).toEqual(['rolled-out /flags/0']);
  });

  it('serves it to every unit, or to every one with the attribute that is counted', () => {
    const check = (input: unknown, unit: object, nowMs: number) => {
      for (const { kind, name, value, reason } of findStale({
        document: parsed(input),
        form: 'document',
        nowMs,
        days: 1,
      })) {
        if (kind !== 'rolled-out') continue;
        const counted = { user_id: 'u', country: 'at', constructor: 'c' };
        const whole = { ...unit, ...(reason.startsWith('everybody who has') && counted) };
        expect(evaluate(compile(parsed(input)), name, whole, nowMs).value).toBe(value);
      }
    };
    fc.assert(fc.property(validDocument, context, fc.nat(40_000 * DAY_MS), check), { numRuns: 500 });
  });
});

describe('a flag without motion', () => {
  const since = (days: number) => ({ quietSinceMs: new Map([['m', NOW - days * DAY_MS]]) });
  const members = { ...temporary, rules: [rule('new')] };

  it('is stale once the days are over', () => {
    expect(inFlag(members, since(30))).toEqual(['no-gate /flags/0']);
    expect(inFlag(members, since(29.99))).toEqual([]);
  });

  it('is not if it is permanent, in motion, or nobody knows', () => {
    expect(inFlag({ rules: [rule('new')] }, since(99))).toEqual([]);
    expect(inFlag({ ...temporary, rules: [aPercentage(5)] }, since(99))).toEqual([]);
    expect(inFlag(members)).toEqual([]);
  });
});

describe('a flag in motion', () => {
  it('is stale if nobody evaluated it, but not if nobody knows', () => {
    const members = { rules: [aPercentage(5)] };
    expect(inFlag(members, { requests: new Map([['m', 0]]) })).toEqual(['never-evaluated /flags/0']);
    expect(inFlag(members, { requests: new Map([['m', 1]]) })).toEqual([]);
    expect(inFlag(members, { requests: new Map() })).toEqual([]);
    expect(inFlag({}, { requests: new Map([['m', 0]]) })).toEqual([]);
  });
});

describe('a rule that serves the default', () => {
  it.each([
    ['tries it out', [aPercentage(5, {}, 'old')]],
    ['tries it out in a split', [aSplit(['new', 'old'])]],
    ['is the last one', [rule('old')]],
    ['has nothing else below', [rule('old'), aPercentage(0)]],
    ['is for everybody and nothing else is below', [rule('old', {}), aPercentage(0)]],
  ])('is stale if it %s', (_, rules) => {
    expect(inFlag({ rules })).toEqual(['candidate-is-default /flags/0/rules/0']);
  });

  it('may go without anybody being served another value, unless it tries the default out', () => {
    const without = (input: unknown, pointer: string) => {
      const { flags, ...rest } = parsed(input);
      const kept = flags.map((flag, index) => ({
        ...flag,
        rules: flag.rules.filter(
          (_, at) => ![`/flags/${index}/rules/${at}`, `/rules/${at}`].includes(pointer),
        ),
      }));
      return compile({ ...rest, flags: kept });
    };
    const check = (input: unknown, unit: object, nowMs: number) => {
      for (const { kind, name, pointer, reason } of staleOf(input, { nowMs })) {
        if (kind !== 'candidate-is-default' || reason.includes('tries out')) continue;
        const was = evaluate(compile(parsed(input)), name, { ...unit }, nowMs).value;
        expect(evaluate(without(input, pointer), name, { ...unit }, nowMs).value).toBe(was);
      }
    };
    fc.assert(fc.property(validDocument, context, fc.nat(40_000 * DAY_MS), check), { numRuns: 1000 });
  });

  it.each([
    [
      'keeps those who are not counted from a rule below, which a whole percentage does not',
      { rules: [rule('old', {}), aPercentage(100, {}, 'old'), rule('new', {})] },
    ],
    ['keeps units from a rule below', { rules: [rule('old'), aPercentage(5)] }],
    ['keeps everybody from a rule below', { rules: [rule('old', {}), rule('new')] }],
    [
      'keeps everybody who is counted from a rule below',
      { rules: [aPercentage(100, {}, 'old'), rule('new')] },
    ],
    ['is a pin', { pins: [{ condition: gold, value: 'old' }] }],
    ['is the control of a split', { rules: [aSplit(['old', 'new'])] }],
    ['is disabled', { rules: [rule('old')], disabled: true }],
    ['serves another value to nobody yet', { rules: [aPercentage(0)] }],
  ])('is not if it %s', (_, members) => {
    expect(inFlag(members)).toEqual([]);
  });
});

describe('a killed value', () => {
  it('is stale where it stands, with every place that is passed over', () => {
    const pins = [{ condition: gold, value: 'x' }];
    const rules = [rule('x'), aSplit(['new', 'x', 'y'])];
    const found = staleOf(aDocument([aFlag({ killed: ['z', 'x'], pins, rules })]));
    expect(found).toMatchObject([
      {
        kind: 'killed-everywhere',
        pointer: '/flags/0/killed/1',
        places: ['/flags/0/pins/0', '/flags/0/rules/0', '/flags/0/rules/1/split/1'],
      },
    ]);
  });

  it('is not to be taken out of a split, which would deal everybody anew', () => {
    const fixOf = (rules: readonly object[]) =>
      staleOf(aDocument([aFlag({ killed: ['x'], rules })])).find(({ kind }) => kind === 'killed-everywhere')
        ?.fix;
    expect(fixOf([rule('x')])).toMatch('remove what is passed over');
    expect(fixOf([rule('x'), aSplit(['new', 'x', 'y'])])).toMatch(/end the split.* anew/);
  });

  it('is stale where it stands nowhere but among the allowed ones, which without such a list it is not', () => {
    expect(inFlag({ killed: ['x'], allowed: ['old', 'x'] })).toEqual(['killed-everywhere /flags/0/killed/0']);
    expect(inFlag({ killed: ['x'] })).toEqual([]);
  });
});

describe('segments and prompt versions', () => {
  it('are stale if nothing names them, or only what is stale itself', () => {
    const segments = { used: { segment: 'inner' }, inner: gold, idle: { segment: 'lost' }, lost: gold };
    const found = staleOf(aDocument([aFlag({ rules: [rule('new', { segment: 'used' })] })], segments));
    expect(found.map(({ kind, pointer }) => `${kind} ${pointer}`)).toEqual([
      'unused-segment /segments/idle',
      'unused-segment /segments/lost',
    ]);
  });

  it('are stale if the prompt flag neither serves nor allows them', () => {
    const versions = ['old', 'allowed', 'ruled', 'pinned', 'lost'].map((name) => [name, { system: 'x' }]);
    const prompts = parsePromptDocument({ version: 1, prompts: Object.fromEntries(versions) });
    const flag = {
      allowed: ['old', 'allowed', 'ruled', 'pinned'],
      rules: [rule('ruled')],
      pins: [{ condition: gold, value: 'pinned' }],
    };
    const facts = prompts.ok ? { prompts: prompts.value } : {};
    expect(inFlag(flag, { ...facts, promptFlag: 'm' })).toEqual(['unused-prompt /prompts/lost']);
    expect(inFlag({}, { ...facts, promptFlag: 'm' })).toHaveLength(4);
    expect(inFlag(flag, { ...facts, promptFlag: 'n' })).toEqual([]);
    expect(inFlag(flag, facts)).toEqual([]);
  });
});

it('says of everything that is stale why, and what to do', () => {
  fc.assert(
    fc.property(validDocument, (input) => {
      for (const { reason, fix, pointer } of staleOf(input)) {
        expect([reason, fix]).toEqual([expect.stringMatching(/[^.]$/), expect.stringMatching(/[^.]$/)]);
        expect(pointer).toMatch(/^$|^\//);
      }
    }),
  );
});
