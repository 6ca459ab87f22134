import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import { outcomesSettings } from '../../../lambda/outcomes/outcomes-settings.ts';
import { DAY_MS } from './builders.ts';

const COMPLETE = {
  [ENV.service]: 'assistant',
  [ENV.stage]: 'prod',
  [ENV.outcomes]: '{"task_completed":{"direction":"up"}}',
  [ENV.tokenSecret]: 'prod/exposure-token',
  [ENV.outcomesTable]: 'outcomes',
};

describe('settings of the outcomes function', () => {
  it('are read from the environment, tokens of a month unless said otherwise', () => {
    expect(outcomesSettings(COMPLETE)).toEqual({
      ...{ service: 'assistant', stage: 'prod', secret: 'prod/exposure-token', table: 'outcomes' },
      declared: [{ name: 'task_completed', direction: 'up', tolerance: 0.97, primary: false }],
      lifetimeMs: 30 * DAY_MS,
      ...{ guard: undefined, comparisons: undefined },
    });
    expect(outcomesSettings({ ...COMPLETE, [ENV.tokenDays]: '7' }).lifetimeMs).toBe(7 * DAY_MS);
  });

  it('follow the guard and the comparisons of the stage', () => {
    const guard = { guardrails: [{ metric: 'outcome:task_completed', direction: 'down', tolerance: 0.97 }] };
    const env = { ...COMPLETE, [ENV.guard]: JSON.stringify(guard), [ENV.comparisons]: 'users' };
    const settings = outcomesSettings(env);
    expect(settings.guard?.guardrails).toHaveLength(1);
    expect(settings.comparisons).toBe('users');
  });

  it.each([
    [ENV.outcomes, '{}'],
    [ENV.outcomes, '{"Rating":{"direction":"up"}}'],
    [ENV.outcomes, 'up'],
    [ENV.tokenDays, '0'],
    [ENV.tokenDays, '93'],
    [ENV.tokenSecret, ''],
    [ENV.outcomesTable, ''],
    [ENV.guard, '{"guardrails":[]}'],
    [ENV.comparisons, 'often'],
  ])('refuse %s = %s', (name, value) => {
    expect(() => outcomesSettings({ ...COMPLETE, [name]: value })).toThrow(name);
  });

  it('tell everything that is missing at once', () => {
    for (const name of Object.keys(COMPLETE)) expect(() => outcomesSettings({})).toThrow(name);
  });
});
