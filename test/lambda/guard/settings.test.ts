import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import { exactOnly } from '../../../lambda/guard/exact-only.ts';
import { tickSettings } from '../../../lambda/guard/settings.ts';
import { aGuard } from './guarded-scene.ts';

const GUARDRAILS = { guardrails: [{ metric: 'errors', tolerance: 1.1 }] };
const GOOD = {
  [ENV.guard]: JSON.stringify(GUARDRAILS),
  [ENV.service]: 'shop',
  [ENV.stage]: 'prod',
  [ENV.flagsProfile]: 'flags',
};

describe('the settings of the guard', () => {
  it('are the environment variables, the guard in normal form', () => {
    expect(tickSettings(GOOD)).toEqual({
      ...{ guard: aGuard(GUARDRAILS), service: 'shop', stage: 'prod', flagsProfile: 'flags' },
    });
  });

  it('are refused with everything that is wrong with them', () => {
    const bad = { [ENV.guard]: '{"guardrails":[{"metric":"mood","tolerance":0}]}', [ENV.stage]: 'prod' };
    expect(() => tickSettings(bad)).toThrow(
      /metric is "mood".*tolerance is 0.*SERVICE is not set.*FLAGS_PROFILE/,
    );
  });

  it('are refused without a guard', () => {
    expect(() => tickSettings({ ...GOOD, [ENV.guard]: undefined })).toThrow(`${ENV.guard} is not set`);
  });
});

describe('a function without special functions', () => {
  it('refuses a guard that compares means when it starts, naming them', () => {
    const guard = aGuard({
      guardrails: [...GUARDRAILS.guardrails, { metric: 'latency_ms', tolerance: 1.2 }],
    });
    expect(() => exactOnly(guard)).toThrow(/means of latency_ms,.*-with-means/);
    expect(() => exactOnly(guard)).toThrow(expect.objectContaining({ code: 'settings-invalid' }));
  });

  it('takes every other guard', () => {
    expect(() => exactOnly(aGuard(GUARDRAILS))).not.toThrow();
  });
});
