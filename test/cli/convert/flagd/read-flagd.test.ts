import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlagd } from '../../../../cli/convert/flagd/read-flagd.ts';
import { compile } from '../../../../core/evaluation/compile.ts';
import { evaluate } from '../../../../core/evaluation/evaluate.ts';
import { flagdOracle } from './flagd-oracle.ts';

type Context = Readonly<Record<string, unknown>>;

const EVALUATORS = {
  staff: { ends_with: [{ var: 'email' }, '@example.com'] },
  adult: { '>=': [{ var: 'age' }, 18] },
  circle: { $ref: 'circle' },
  spiral: { if: [{ $ref: 'staff' }, 'b', { $ref: 'spiral' }] },
};
const V = { var: 'plan' };

/** Definitions of one flag `my-flag` with variants `a`, `b` and `c`, of which `a` is the default. */
function definitions(targeting: unknown, members: object = {}): string {
  const variants = { a: 'va', b: 'vb', c: 'vc' };
  const flag = { state: 'ENABLED', variants, defaultVariant: 'a', targeting, ...members };
  return JSON.stringify({ flags: { 'my-flag': flag }, $evaluators: EVALUATORS });
}

function isHeld(condition: unknown): unknown {
  return { if: [condition, 'b', 'a'] };
}

/** What is served here; `undefined` where the flag was refused. */
function served(text: string): (context: Context) => unknown {
  const { document } = readFlagd(text);
  const compiled = compile(document ?? { version: 1, segments: {}, flags: [] });
  return (context) => evaluate(compiled, 'my-flag', context, 0).value;
}

function effects(text: string): readonly string[] {
  return readFlagd(text).losses.map(({ effect, what }) => `${effect}: ${what}`);
}

const UNITS: readonly Context[] = [
  { user_id: 'u1' },
  ...['gold', 'golden', '', 'staff', '11'].map((plan) => ({ user_id: 'u2', plan })),
  ...[0, 11, 17.5, 18, true, false].map((plan) => ({ user_id: 'u3', plan })),
  { user_id: 'u4', email: 'ann@example.com', plan: 'gold' },
  { user_id: 'ann@example.com', email: 'ann@example.org' },
];

describe('definitions of flagd, read', () => {
  it.each([
    { of: 'a variant for everybody', targeting: { if: [true, 'b'] } },
    { of: 'no targeting', targeting: {} },
    { of: 'a variant and nothing else', targeting: 'b' },
    { of: 'strict equality', targeting: isHeld({ '===': [V, 'gold'] }) },
    { of: 'strict equality with a number', targeting: isHeld({ '===': [11, V] }) },
    { of: 'loose equality with a text', targeting: isHeld({ '==': [V, 'gold'] }) },
    { of: 'inequality', targeting: isHeld({ '!==': [V, 'gold'] }) },
    { of: 'loose inequality', targeting: isHeld({ '!=': [V, 'gold'] }) },
    { of: 'what is missing', targeting: isHeld({ '===': [V, null] }) },
    { of: 'a list', targeting: isHeld({ in: [V, ['gold', 11]] }) },
    { of: 'an empty list', targeting: isHeld({ in: [V, []] }) },
    { of: 'a text inside', targeting: isHeld({ in: ['example.com', { var: 'targetingKey' }] }) },
    {
      of: 'beginnings and ends',
      targeting: isHeld({ or: [{ starts_with: [V, 'gol'] }, { ends_with: [V, 'ff'] }] }),
    },
    { of: 'negation', targeting: isHeld({ '!': [{ starts_with: [V, 'gol'] }] }) },
    { of: 'truth', targeting: isHeld(V) },
    { of: 'doubled negation', targeting: isHeld({ '!!': { var: ['plan'] } }) },
    { of: 'a shared evaluator', targeting: isHeld({ and: [{ $ref: 'staff' }, { '!==': [V, null] }] }) },
    {
      of: 'a decision inside another',
      targeting: { if: [{ '===': [V, 'gold'] }, { if: [{ $ref: 'staff' }, 'b'] }, 'c'] },
    },
    { of: 'several decisions', targeting: { if: [{ '===': [V, 'gold'] }, 'b', { '===': [V, 11] }, 'c'] } },
    { of: 'a variant by nothing', targeting: { if: [{ '===': [V, 'gold'] }, null, 'c'] } },
  ])('serve everybody what flagd serves them: $of', ({ targeting }) => {
    const text = definitions(targeting);
    expect(effects(text)).toEqual([]);
    const [ours, flagd] = [served(text), flagdOracle(text)];
    for (const context of UNITS) {
      const expected = flagd('my-flag', '', context);
      // Its evaluator does not compare a text and a number; flagd then leaves the user to the caller's default.
      if (expected !== undefined) expect(ours(context), JSON.stringify(context)).toBe(expected);
    }
  });

  it.each([
    {
      of: 'the default seed',
      targeting: {
        fractional: [
          ['a', 25],
          ['b', 25],
          ['c', 50],
        ],
      },
    },
    {
      of: 'the flag key and a colon',
      targeting: {
        fractional: [{ cat: [{ var: '$flagd.flagKey' }, ':', { var: 'targetingKey' }] }, ['c', 1], ['a', 2]],
      },
    },
    {
      of: 'a seed of its own',
      targeting: { fractional: [{ cat: ['seed', { var: 'targetingKey' }] }, ['b'], ['c'], ['a']] },
    },
    {
      of: 'weights with a common factor',
      targeting: {
        fractional: [
          ['a', 500_000_000],
          ['b', 500_000_000],
        ],
      },
    },
    {
      of: 'weights of none',
      targeting: {
        fractional: [
          ['a', 0],
          ['b', 3],
          ['c', -5],
        ],
      },
    },
    {
      of: 'neighbours of one variant',
      targeting: {
        fractional: [
          ['a', 1],
          ['a', 1],
          ['b', 1],
        ],
      },
    },
    {
      of: 'some of the users',
      targeting: {
        if: [
          { in: ['1', { var: 'targetingKey' }] },
          {
            fractional: [
              ['c', 1],
              ['b', 1],
            ],
          },
        ],
      },
    },
    {
      of: 'the default variant among others',
      targeting: {
        fractional: [
          ['b', 1],
          [null, 1],
        ],
      },
    },
  ])('keep every user in, by the same hash: $of', ({ targeting }) => {
    const text = definitions(targeting);
    expect(effects(text)).toEqual([]);
    const [ours, flagd] = [served(text), flagdOracle(text)];
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 12 }), (user_id) => {
        expect(ours({ user_id })).toBe(flagd('my-flag', '', { user_id }));
      }),
      { numRuns: 500 },
    );
  });

  it('takes a boolean or a number for the variant of that name', () => {
    const variants = { true: 'yes', 7: 'seven', a: 'va' };
    const text = definitions({ if: [{ '===': [V, 'gold'] }, true, 7] }, { variants });
    const [ours, flagd] = [served(text), flagdOracle(text)];
    for (const context of UNITS) expect(ours(context)).toBe(flagd('my-flag', '', context));
  });

  it.each([
    { of: '== of plan', targeting: isHeld({ '==': [V, 11] }), differs: { plan: '11' } },
    { of: '== of plan', targeting: isHeld({ '==': [V, null] }), differs: { plan: 0 } },
    { of: '> of plan', targeting: isHeld({ '>': [V, 10] }), differs: { plan: '11' } },
    { of: '< of plan', targeting: isHeld({ '<': [V, 10] }), differs: { plan: true } },
    { of: 'sem_ver of plan', targeting: isHeld({ sem_ver: [V, '>=', '2.1.0'] }), differs: { plan: 'v2.2' } },
    { of: 'attribute user_id', targeting: isHeld({ '===': [{ var: 'user_id' }, 'x'] }), differs: undefined },
    { of: 'a disabled flag', targeting: {}, members: { state: 'DISABLED' }, differs: {} },
    {
      of: 'a seed of plan',
      targeting: { fractional: [{ cat: ['s', V] }, ['b', 1], ['c', 1]] },
      differs: { plan: true },
    },
  ])('names what differs for some, and it does: $of', ({ of, targeting, members = {}, differs }) => {
    const text = definitions(targeting, members);
    expect(effects(text)).toEqual([`approximated: ${of}`]);
    if (differs === undefined) return;
    expect(served(text)({ user_id: 'u', ...differs })).not.toBe(
      flagdOracle(text)('my-flag', '', { user_id: 'u', ...differs }),
    );
  });

  it.each([
    [{ '<': [V, 18] }],
    [{ '<=': [V, 0] }],
    [{ '>': [V, -1] }],
    [{ '>=': [17.5, V] }],
    [{ '<': [1, V, 18] }],
  ])('compares numbers, and what is missing, as flagd does: %j', (condition) => {
    const text = definitions(isHeld(condition));
    const [ours, flagd] = [served(text), flagdOracle(text)];
    for (const context of UNITS.filter(({ plan }) => plan === undefined || typeof plan === 'number')) {
      expect(ours(context), JSON.stringify(context)).toBe(flagd('my-flag', '', context));
    }
  });

  it.each(['=', '!=', '<', '<=', '>', '>=', '^', '~'])(
    'compares whole versions as flagd does: %s',
    (operator) => {
      const text = definitions(isHeld({ sem_ver: [V, operator, 'v2.1'] }));
      const [ours, flagd] = [served(text), flagdOracle(text)];
      for (const plan of [
        '2.1.0',
        '2.1.0-rc.1',
        '2.0.9',
        '2.1.7',
        '2.2.0',
        '1.9.9',
        '3.0.0',
        '3.0.0-0',
        'none',
        undefined,
      ]) {
        expect(ours({ user_id: 'u', plan }), plan).toBe(flagd('my-flag', '', { user_id: 'u', plan }));
      }
    },
  );

  it.each([
    { of: 'a flag without a default variant', targeting: {}, members: { defaultVariant: null } },
    { of: 'variant d', targeting: { if: [true, 'd'] } },
    { of: 'operation ends_with in place of a variant', targeting: { ends_with: [V, 'x'] } },
    { of: 'operation constructor', targeting: isHeld({ constructor: [V, 2] }) },
    { of: 'operation %', targeting: isHeld({ '%': [V, 2] }) },
    { of: 'attribute a.b', targeting: isHeld({ '===': [{ var: 'a.b' }, 1] }) },
    { of: 'attribute segment', targeting: isHeld({ '===': [{ var: 'segment' }, 1] }) },
    { of: 'a reference to no evaluator', targeting: isHeld({ $ref: 'nobody' }) },
    { of: 'a reference to no evaluator', targeting: isHeld({ $ref: 'circle' }) },
    { of: 'operation $ref in place of a variant', targeting: { $ref: 'circle' } },
    { of: 'operation $ref in place of a variant', targeting: { if: [true, { $ref: 'spiral' }] } },
    { of: 'an operation without operands', targeting: isHeld({ and: [] }) },
    { of: 'a comparison of what is no attribute', targeting: isHeld({ '===': [1, 1] }) },
    { of: 'a value in place of a condition', targeting: isHeld('yes') },
    { of: 'starts_with without a text', targeting: isHeld({ starts_with: [V, V] }) },
    {
      of: 'a weight that is computed',
      targeting: {
        fractional: [
          ['a', { '+': [1, 2] }],
          ['b', 1],
        ],
      },
    },
    {
      of: 'fractional without weights',
      targeting: {
        fractional: [
          ['a', 0],
          ['b', 0],
        ],
      },
    },
    {
      of: 'the arm occurs twice',
      targeting: {
        fractional: [
          ['a', 1],
          ['b', 1],
          ['a', 1],
        ],
      },
    },
  ])('refuses what cannot be said, by its name: $of', ({ of, targeting, members = {} }) => {
    const text = definitions(targeting, members);
    expect(effects(text)).toEqual([`refused: ${of}`]);
    expect(readFlagd(text).document?.flags).toEqual([]);
  });

  it('reads an evaluator once that is reached by very many ways', () => {
    const doubled = (at: number) => ({ or: [{ $ref: `e${at - 1}` }, { and: [{ $ref: `e${at - 1}` }, V] }] });
    const levels = Array.from({ length: 60 }, (_, at) => [`e${at}`, at === 0 ? V : doubled(at)]);
    const text = JSON.stringify({
      ...JSON.parse(definitions(isHeld({ $ref: 'e59' }))),
      $evaluators: Object.fromEntries(levels),
    });
    expect(readFlagd(text).losses.every(({ effect }) => effect === 'refused')).toBe(true);
  });

  it('names what the file says of all its flags together', () => {
    const file = { metadata: { flagSetId: 'shop', version: '7' }, ...JSON.parse(definitions({})) };
    const { document, losses } = readFlagd(JSON.stringify(file));
    expect(document?.flags).toHaveLength(1);
    expect(losses).toMatchObject([{ flag: '', pointer: '/metadata', what: 'metadata', effect: 'dropped' }]);
  });

  it('leaves out a flag alone that cannot be named, and the others not', () => {
    const flag = { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' };
    const { document, losses } = readFlagd(JSON.stringify({ flags: { 'Header.Colour': flag, fine: flag } }));
    expect(document?.flags.map(({ flag: key }) => key)).toEqual(['fine']);
    expect(losses).toMatchObject([
      { flag: 'Header.Colour', effect: 'refused', pointer: '/flags/Header.Colour' },
    ]);
  });

  it('drops variants that nothing serves and no flag document can hold', () => {
    const text = definitions(
      {},
      { variants: { a: 'va', b: { deep: 1 } }, metadata: { team: 'x', owner: 'ml' } },
    );
    expect(effects(text)).toEqual(['dropped: variant b, an object', 'dropped: metadata team']);
    expect(readFlagd(text).document?.flags).toMatchObject([
      { owner: 'ml', permanent: true, allowed: ['va'] },
    ]);
  });

  it.each(['{', '[]', '{"flags": []}', '{}'])('says of a text that it is none of flagd: %s', (text) => {
    const { document, issues } = readFlagd(text);
    expect(document).toBeUndefined();
    expect(issues).not.toEqual([]);
  });
});
