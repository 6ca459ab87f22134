import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../cli/convert/appconfig-flags/parse-definition.ts';

type Json = Record<string, unknown>;

/** A definition of one flag `model` with the attribute `value`. */
function of(values: Json, constraints: Json = { type: 'string' }, members: Json = {}): Json {
  const attributes = { value: { constraints } };
  return {
    version: '1',
    flags: { model: { name: 'Model', attributes, ...members } },
    values: { model: values },
  };
}

function pointers(input: unknown): readonly string[] {
  const parsed = parseDefinition(JSON.stringify(input));
  return parsed.ok ? [] : parsed.problems.map(({ pointer }) => pointer);
}

const VARIANTS = '/values/model/_variants';
const served = (value: unknown) => ({ enabled: true, value });
const variants = (...list: Json[]) => ({ _variants: list });

describe('a definition', () => {
  it('is read with its variants in order, and the one without a rule apart', () => {
    const [gold, rest] = [
      { name: 'gold', enabled: true, rule: '(eq $plan "gold")', attributeValues: { value: 'large' } },
      { name: 'rest', enabled: false },
    ];
    const parsed = parseDefinition(JSON.stringify(of(variants(rest, gold))));
    const flag = parsed.ok ? parsed.value.flags.get('model') : undefined;
    expect(flag).toMatchObject({ key: 'model', name: 'Model', fallback: { name: 'rest', enabled: false } });
    expect(flag?.ruled).toMatchObject([{ name: 'gold', rule: { kind: 'binary' } }]);
    expect(flag?.ruled[0]?.attributes).toEqual(new Map([['value', 'large']]));
  });

  it('without values is of a disabled flag', () => {
    const parsed = parseDefinition('{"version":"1","flags":{"model":{"name":"m"}}}');
    expect(parsed.ok && parsed.value.flags.get('model')?.fallback.enabled).toBe(false);
  });

  it.each([
    ['another version', { ...of(served('a')), version: '2' }, '/version'],
    ['an unknown member', { ...of(served('a')), extra: 1 }, '/extra'],
    ['a key in capitals', { version: '1', flags: { Model: {} } }, '/flags/Model'],
    ['values of no flag', { version: '1', values: { model: served('a') } }, '/values/model'],
    ['an attribute that is not defined', of({ enabled: true, other: 1 }), '/values/model/other'],
    ['a value of another type', of(served(1)), '/values/model/value'],
    ['an object for a value', of(served({ a: 1 })), '/values/model/value'],
    [
      'a list of both types',
      of(served(['a', 1]), { type: 'array' }),
      '/flags/model/attributes/value/constraints/elements',
    ],
    ['a text that is too long', of(served('x'.repeat(1025))), '/values/model/value'],
    [
      'a value that is not listed',
      of(served('c'), { type: 'string', enum: ['a', 'b'] }),
      '/values/model/value',
    ],
    ['a value off the pattern', of(served('c'), { type: 'string', pattern: '^a' }), '/values/model/value'],
    ['a number out of range', of(served(5), { type: 'number', minimum: 6 }), '/values/model/value'],
    ['a required value left out', of({ enabled: true }, { type: 'string', required: true }), '/values/model'],
    ['no switch', of({ value: 'a' }), '/values/model/enabled'],
    [
      'a name twice',
      of(variants({ name: 'a', enabled: true, rule: '(eq $a 1)' }, { name: 'a', enabled: true })),
      `${VARIANTS}/1/name`,
    ],
    ['no variant without a rule', of(variants({ name: 'a', enabled: true, rule: '(eq $a 1)' })), VARIANTS],
    [
      'a rule that is none',
      of(variants({ name: 'a', enabled: true, rule: 'x' }, { name: 'b', enabled: true })),
      `${VARIANTS}/0/rule`,
    ],
    [
      'a deprecation of its own making',
      of(served('a'), { type: 'string' }, { _deprecation: { status: 'done' } }),
      '/flags/model/_deprecation',
    ],
    [
      'a name that is too long',
      of(served('a'), { type: 'string' }, { name: 'x'.repeat(65) }),
      '/flags/model/name',
    ],
  ])('is refused for %s, where that stands', (_what, input, pointer) => {
    expect(pointers(input)).toContain(pointer);
  });

  it('is refused for more variants and attributes than the schema allows', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => [`a${at}`, { constraints: { type: 'string' } }]);
    const list = Array.from({ length: 33 }, (_, at) => ({
      name: `v${at}`,
      enabled: true,
      rule: '(eq $a 1)',
    }));
    expect(pointers(of(variants(...list)))).toContain(VARIANTS);
    expect(
      pointers({ version: '1', flags: { model: { attributes: Object.fromEntries(many(26)) } } }),
    ).toEqual(['/flags/model/attributes']);
  });

  it('reports everything at once', () => {
    expect(pointers({ version: '2', flags: { A: {}, b: { attributes: 1 } } })).toHaveLength(3);
  });
});
