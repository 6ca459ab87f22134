import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appConfigFlagsFormat } from '../../../../cli/convert/appconfig-flags/appconfig-flags-format.ts';
import { parseDefinition } from '../../../../cli/convert/appconfig-flags/parse-definition.ts';
import type { Loss } from '../../../../cli/convert/format.ts';
import type { FlagDocument } from '../../../../core/document/flag-document.ts';
import { parseFlagDocument } from '../../../../core/document/parse-flag-document.ts';
import { wholeDocument } from '../../../helpers/arbitraries.ts';
import { servedByAgent, servedByDocument, typedContext, typedDocument } from './typed-documents.ts';

const contexts = fc.array(typedContext, { minLength: 1, maxLength: 12 });
const effects = (losses: readonly Loss[]) => new Set(losses.map(({ effect }) => effect));

function documentWith(flag: object): FlagDocument {
  const parsed = parseFlagDocument({ version: 1, flags: [{ flag: 'model', permanent: true, ...flag }] });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

describe('what is written', () => {
  it('serves everybody what the document serves, where nothing but words was lost', () => {
    fc.assert(
      fc.property(typedDocument, contexts, (document, users) => {
        const { text, losses } = appConfigFlagsFormat.write(document);
        expect([...effects(losses)].filter((effect) => effect !== 'dropped')).toEqual([]);
        const key = document.flags[0]?.flag ?? '';
        for (const user of users) {
          expect([user, servedByAgent(text, key, user)]).toEqual([
            user,
            servedByDocument(document, key, user),
          ]);
        }
      }),
    );
  });

  it.each([
    ...['gt', 'gte', 'lt', 'lte'].map((operator) => ({ age: { [operator]: 5 } })),
    ...['before', 'after'].map((operator) => ({ since: { [operator]: '2026-01-31' } })),
    ...['starts_with', 'ends_with', 'contains'].map((operator) => ({ plan: { [operator]: 'ab' } })),
    ...[{ age: 5 }, { plan: ['ab', 'x'] }, { age: { not: { gt: 5 } } }, { plan: { exists: false } }],
  ])('and what is read again hold for the same units at the edges of %j', (condition) => {
    const document = documentWith({ default: 'a', rules: [{ condition, value: 'b' }] });
    const { text } = appConfigFlagsFormat.write(document);
    const again = appConfigFlagsFormat.read(text).document ?? document;
    const users = [
      ...[4, 5, 6].map((age) => ({ age })),
      ...['2026-01-30', '2026-01-31', '2026-02-01'].map((since) => ({ since })),
      ...['ab', 'xab', 'abx', 'xabx', 'x', ''].map((plan) => ({ plan })),
    ];
    for (const user of users) {
      const expected = servedByDocument(document, 'model', user);
      expect([servedByAgent(text, 'model', user), servedByDocument(again, 'model', user)]).toEqual([
        expected,
        expected,
      ]);
    }
  });

  it('is accepted by AppConfig’s schema, whatever the document', () => {
    fc.assert(
      fc.property(wholeDocument, (input) => {
        const parsed = parseFlagDocument(input);
        if (!parsed.ok) return;
        const { text, losses } = appConfigFlagsFormat.write(parsed.value);
        const definition = parseDefinition(text);
        expect(definition).toMatchObject({ ok: true });
        const refused = new Set(losses.filter(({ effect }) => effect === 'refused').map(({ flag }) => flag));
        const kept = parsed.value.flags.map(({ flag }) => flag).filter((flag) => !refused.has(flag));
        expect(definition.ok && [...definition.value.flags.keys()].sort()).toEqual(kept.sort());
      }),
    );
  });

  it('names every percentage that parts users as reassigned', () => {
    fc.assert(
      fc.property(wholeDocument, (input) => {
        const parsed = parseFlagDocument(input);
        if (!parsed.ok) return;
        const { text, losses } = appConfigFlagsFormat.write(parsed.value);
        const named = new Set(losses.filter(({ effect }) => effect === 'reassigned').map(({ flag }) => flag));
        const { values } = JSON.parse(text) as { values: Record<string, object> };
        const parting = Object.entries(values).filter(([, value]) =>
          /split pct::(?!100 )/.test(JSON.stringify(value)),
        );
        expect(parting.filter(([flag]) => !named.has(flag))).toEqual([]);
      }),
    );
  });

  it.each([
    [
      'a list of addresses',
      { default: 'a', rules: [{ condition: { ip: { cidr: '10.0.0.0/8' } }, value: 'b' }] },
      'refused',
    ],
    [
      'a version',
      { default: 'a', rules: [{ condition: { app: { semver_gt: '2.0.0' } }, value: 'b' }] },
      'refused',
    ],
    [
      'an attribute with a dot',
      { default: 'a', rules: [{ condition: { 'a.b': 'x' }, value: 'b' }] },
      'refused',
    ],
    [
      'a pattern',
      { default: 'a', rules: [{ condition: { plan: { matches: '^g' } }, value: 'b' }] },
      'approximated',
    ],
    [
      'a pin that ends',
      { default: 'a', pins: [{ condition: { plan: 'x' }, value: 'b', until: '2027-01-31' }] },
      'approximated',
    ],
    [
      'a percentage',
      { default: 'a', rules: [{ condition: { rollout_percentage: 10 }, value: 'b' }] },
      'reassigned',
    ],
    [
      'more variants than there may be',
      {
        default: 'a',
        rules: Array.from({ length: 32 }, (_, at) => ({ condition: { plan: `${at}` }, value: 'b' })),
      },
      'refused',
    ],
  ])('names %s', (_what, flag, effect) => {
    expect(effects(appConfigFlagsFormat.write(documentWith({ rules: [], ...flag })).losses)).toContain(
      effect,
    );
  });

  it('keeps the shares of a split, the killed arm’s units going on', () => {
    const split = [
      { value: 'a', weight: 20 },
      { value: 'b', weight: 30 },
      { value: 'c', weight: 50 },
    ];
    const rules = [{ name: 'compare', condition: {}, split, control: 'a' }];
    const { text } = appConfigFlagsFormat.write(documentWith({ default: 'd', killed: ['b'], rules }));
    const counts: Record<string, number> = { a: 0, c: 0, d: 0 };
    for (let user = 0; user < 2000; user += 1) {
      const value = String(servedByAgent(text, 'model', { user_id: `u${user}` }));
      counts[value] = (counts[value] ?? 0) + 1;
    }
    const expected = { a: 400, c: 1000, d: 600 };
    for (const [value, share] of Object.entries(expected)) {
      expect(Math.abs((counts[value] ?? 0) - share), value).toBeLessThan(5 * Math.sqrt(2000 * 0.25));
    }
  });
});

describe('what is read again', () => {
  it('serves everybody the same as before', () => {
    fc.assert(
      fc.property(typedDocument, contexts, (document, users) => {
        const {
          document: again,
          losses,
          issues,
        } = appConfigFlagsFormat.read(appConfigFlagsFormat.write(document).text);
        expect([issues, [...effects(losses)].filter((effect) => effect !== 'dropped')]).toEqual([[], []]);
        const key = document.flags[0]?.flag ?? '';
        for (const user of users) {
          const value = again && servedByDocument(again, key, user);
          expect([user, value]).toEqual([user, servedByDocument(document, key, user)]);
        }
      }),
    );
  });

  it('has a split again, with its shares', () => {
    const split = [
      { value: 'a', weight: 25 },
      { value: 'b', weight: 75 },
    ];
    const rules = [{ name: 'compare', condition: { plan: 'gold' }, split, control: 'a' }];
    const { document, losses } = appConfigFlagsFormat.read(
      appConfigFlagsFormat.write(documentWith({ default: 'a', rules })).text,
    );
    const weights = [
      { value: 'a', weight: 25_000 },
      { value: 'b', weight: 75_000 },
    ];
    expect(document?.flags[0]?.rules).toMatchObject([
      { name: 'compare', split: weights, control: 'a', condition: { plan: 'gold' } },
    ]);
    expect(effects(losses)).toEqual(new Set(['reassigned', 'dropped']));
  });
});

/** A definition as the console makes it. */
function consoles(
  values: object,
  attributes: object = { value: { constraints: { type: 'string' } } },
): string {
  return JSON.stringify({
    version: '1',
    flags: { model: { name: 'model', attributes } },
    values: { model: values },
  });
}

describe('a definition of the console', () => {
  it('of the user guide’s example is read, and its share is told to be dealt anew', () => {
    const variant = (name: string, value: string, rule?: string) => ({
      name,
      enabled: true,
      rule,
      attributeValues: { value },
    });
    const { document, losses } = appConfigFlagsFormat.read(
      consoles({
        _variants: [
          variant('QA', 'a', '(ends_with $email "qa-testers.mycompany.com")'),
          variant('Beta Testers', 'b', '(exists key::"opted_in_to_beta")'),
          variant('Sample Population', 'c', '(split pct::10 by::$email)'),
          variant('Default Variant', 'd'),
        ],
      }),
    );
    expect(document?.flags[0]).toMatchObject({
      default: 'd',
      rules: [
        { name: 'QA', condition: { email: { ends_with: 'qa-testers.mycompany.com' } }, value: 'a' },
        { name: 'Beta-Testers', condition: { opted_in_to_beta: { exists: true } }, value: 'b' },
        {
          name: 'Sample-Population',
          condition: { rollout_percentage: 10, bucket_by: 'email', salt: 'appconfig:model' },
          value: 'c',
        },
      ],
    });
    expect(losses).toMatchObject([{ effect: 'reassigned', pointer: '/values/model/_variants/2/rule' }]);
  });

  it('that is on or off is a boolean', () => {
    const { document, losses } = appConfigFlagsFormat.read(consoles({ enabled: false }, {}));
    expect([document?.flags[0]?.default, losses]).toEqual([false, []]);
  });

  it('with shares inside one another is one split, what nobody takes being the fallback’s', () => {
    const share = (name: string, pct: number) => ({
      name,
      enabled: true,
      rule: `(split pct::${pct} by::$id seed::"x")`,
      attributeValues: { value: name },
    });
    const { document } = appConfigFlagsFormat.read(
      consoles({
        _variants: [
          share('a', 20),
          share('b', 25),
          { name: 'c', enabled: true, attributeValues: { value: 'c' } },
        ],
      }),
    );
    expect(document?.flags[0]?.rules).toMatchObject([
      {
        split: [
          { value: 'a', weight: 20_000 },
          { value: 'b', weight: 5000 },
          { value: 'c', weight: 75_000 },
        ],
        control: 'c',
      },
    ]);
  });

  it.each([
    [
      'a list',
      { enabled: true, value: ['x'] },
      { value: { constraints: { type: 'array', elements: { type: 'string' } } } },
      'refused',
    ],
    [
      'several attributes, none of them the value',
      { enabled: true, a: 'x', b: 'y' },
      { a: { constraints: { type: 'string' } }, b: { constraints: { type: 'string' } } },
      'refused',
    ],
    [
      'more attributes than the value',
      { enabled: true, value: 'x', b: 'y' },
      { value: { constraints: { type: 'string' } }, b: { constraints: { type: 'string' } } },
      'dropped',
    ],
    ['a flag that is disabled', { enabled: false, value: 'x' }, undefined, 'approximated'],
    [
      'a variant that is disabled',
      {
        _variants: [
          { name: 'a', enabled: false, rule: '(eq $a "b")', attributeValues: { value: 'x' } },
          { name: 'b', enabled: true, attributeValues: { value: 'y' } },
        ],
      },
      undefined,
      'refused',
    ],
    [
      'a split inside an or',
      {
        _variants: [
          {
            name: 'a',
            enabled: true,
            rule: '(or (eq $a "b") (split pct::5 by::$id))',
            attributeValues: { value: 'x' },
          },
          { name: 'b', enabled: true, attributeValues: { value: 'y' } },
        ],
      },
      undefined,
      'refused',
    ],
    [
      'two attributes compared',
      {
        _variants: [
          { name: 'a', enabled: true, rule: '(eq $a $b)', attributeValues: { value: 'x' } },
          { name: 'b', enabled: true, attributeValues: { value: 'y' } },
        ],
      },
      undefined,
      'refused',
    ],
  ])('names %s', (_what, values, attributes, effect) => {
    const { losses, issues } = appConfigFlagsFormat.read(consoles(values, attributes));
    expect([issues, [...effects(losses)]]).toEqual([[], [effect]]);
  });

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) =>
        Array.isArray(appConfigFlagsFormat.read(text).losses),
      ),
    );
  });
});
