import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextHeader } from '../../../lambda/appconfig-flags/context-header.ts';
import { contextOf } from '../../../local/appconfig/feature-flags/flag-answer.ts';

/** What the agent reads, which sees bytes as UTF-8 and joins repeated headers. */
function seen(values: readonly string[]): ReadonlyMap<string, string> {
  return contextOf(values.map((value) => Buffer.from(value, 'latin1').toString('utf8')).join(', '));
}

describe('a context in headers', () => {
  it('is seen as it was given, or not at all, whatever is in it', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom(
        'a,b',
        'a, c=d',
        ' a',
        'a ',
        '\u00a0a',
        'a\u3000',
        '\ufeff',
        'a\r\nb',
        '\ud800',
        'é',
        '日本',
        'a=b',
      ),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string()),
    );
    const key = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('plan', 'a=b', 'a,b', 'é', 'constructor'),
    );
    fc.assert(
      fc.property(fc.dictionary(key, value), (context) => {
        const { values, unsent } = contextHeader(context);
        const agents = seen(values);
        for (const [name, text] of agents) expect(text).toBe(String(context[name]));
        expect(agents.size + unsent).toBe(
          Object.keys(context).filter((name) => name !== 'targetingKey').length,
        );
      }),
    );
  });

  it('holds nothing that ends a header', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (context) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in it
        expect(contextHeader(context).values.join('')).not.toMatch(/[\u0000-\u001f]/);
      }),
    );
  });

  it('leaves the targeting key to the user id, and what is undefined out', () => {
    expect(contextHeader({ targetingKey: 'u', user_id: 'u', plan: undefined })).toEqual({
      values: ['user_id=u'],
      unsent: 0,
    });
  });
});
