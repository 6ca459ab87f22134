import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import { guardSettings } from '../../../lambda/guard/guard-settings.ts';

describe('the guard of an environment', () => {
  it('is read with its defaults', () => {
    const env = { [ENV.guard]: '{ "guardrails": [{ "metric": "errors", "tolerance": 1.1 }] }' };
    expect(guardSettings(env)).toMatchObject({
      alpha: 0.05,
      guardrails: [{ metric: 'errors', method: 'exact' }],
    });
  });

  it('is none where none is set', () => {
    expect(guardSettings({})).toBeUndefined();
  });

  it('is refused where it is wrong', () => {
    expect(() => guardSettings({ [ENV.guard]: '{ "guardrails": [] }' })).toThrow(
      expect.objectContaining({ code: 'settings-invalid' }),
    );
  });
});
