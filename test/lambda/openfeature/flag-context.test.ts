import type { EvaluationContext as OpenFeatureContext } from '@openfeature/server-sdk';
import { describe, expect, it } from 'vitest';
import { flagContext, unitOf } from '../../../lambda/openfeature/flag-context.ts';
import { aDocument, aFlag } from '../../helpers/flag-documents.ts';
import { aProvider } from './builders.ts';

describe('an OpenFeature context, as a flag document sees it', () => {
  it('has the targeting key as the user id, unless the user id is given', () => {
    expect(flagContext({ targetingKey: 'ann' })).toMatchObject({ user_id: 'ann', targetingKey: 'ann' });
    expect(flagContext({ targetingKey: 'ann', user_id: 'bob' }).user_id).toBe('bob');
    expect(flagContext({}).user_id).toBeUndefined();
  });

  it('has dates as text, and no date that is none', () => {
    const { since, never } = flagContext({ since: new Date(0), never: new Date(Number.NaN) });
    expect(since).toBe('1970-01-01T00:00:00.000Z');
    expect(never).toBeUndefined();
  });

  it('leaves the caller’s object as it is', () => {
    const given = Object.freeze({ targetingKey: 'ann', since: new Date(0) });
    flagContext(given);
    expect(given).toEqual({ targetingKey: 'ann', since: new Date(0) });
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'has an attribute called %s when it was given and not otherwise',
    async (name) => {
      const condition = JSON.parse(`{"${name}":{"exists":true}}`);
      const served = aDocument([aFlag({ rules: [{ name: 'named', condition, value: 'new' }] })]);
      const { client } = aProvider({ served: JSON.stringify(served) });
      expect(await client.getStringValue('m', '', { targetingKey: 'ann' })).toBe('old');
      const given: OpenFeatureContext = JSON.parse(`{"targetingKey":"ann","${name}":"x"}`);
      expect(await client.getStringValue('m', '', given)).toBe('new');
    },
  );

  it('is asked for as its user id, everybody without one alike', () => {
    const units = [{ user_id: 'ann' }, { user_id: 7 }, { user_id: Number.NaN }, {}, { user_id: ['ann'] }].map(
      unitOf,
    );
    expect(units).toEqual(['ann', '7', '', '', '']);
  });
});
