import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { launchDarklyContext } from '../../../lambda/launchdarkly/launchdarkly-context.ts';
import { flagContext } from '../../../lambda/openfeature/flag-context.ts';

describe('a user in LaunchDarkly', () => {
  it('is of the kind user, with its segment and the rest as it is', () => {
    const user = { targetingKey: 'u1', user_segment: 'internal', plan: 'gold', roles: ['a'], seats: 3 };
    expect(launchDarklyContext(flagContext(user))).toEqual({
      kind: 'user',
      key: 'u1',
      segment: 'internal',
      plan: 'gold',
      roles: ['a'],
      seats: 3,
    });
  });

  it.each([
    [{ user_id: 'u1', targetingKey: 'session-7' }, 'u1'],
    [{ targetingKey: 'session-7' }, 'session-7'],
    [{ user_id: 7 }, '7'],
  ])('has the key that a percentage of ours counts: %o', (user, key) => {
    expect(launchDarklyContext(flagContext(user))?.key).toBe(key);
  });

  it.each([{}, { targetingKey: '' }, { user_id: true }, { user_segment: 'internal' }])(
    'is nobody without one: %o',
    (user) => {
      expect(launchDarklyContext(flagContext(user))).toBeUndefined();
    },
  );

  it('keeps a segment of that name where there is no other', () => {
    expect(launchDarklyContext(flagContext({ user_id: 'u1', segment: 'early' }))?.segment).toBe('early');
    const both = flagContext({ user_id: 'u1', segment: 'early', user_segment: 'internal' });
    expect(launchDarklyContext(both)?.segment).toBe('internal');
  });

  it('has the private attributes that the provider was given, and no others', () => {
    const user = flagContext({ user_id: 'u1', _meta: { privateAttributes: ['plan'] } });
    expect(launchDarklyContext(user, ['email'])?._meta).toEqual({ privateAttributes: ['email'] });
    expect(launchDarklyContext(user)).not.toHaveProperty('_meta');
  });

  it('cannot be made another by an attribute', () => {
    const names = fc.constantFrom('kind', 'key', '_meta', '__proto__', 'constructor', 'plan');
    const attributes = fc.dictionary(names, fc.oneof(fc.string(), fc.jsonValue()), {
      noNullPrototype: false,
    });
    fc.assert(
      fc.property(attributes, (given) => {
        const context = launchDarklyContext({ ...given, user_id: 'u1' });
        expect(context).toMatchObject({ kind: 'user', key: 'u1' });
        expect(context).not.toHaveProperty('_meta');
      }),
    );
  });
});
