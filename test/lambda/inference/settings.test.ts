import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import { inferenceSettings } from '../../../lambda/inference/settings.ts';
import { SETTINGS } from './builders.ts';

const COMPLETE = {
  [ENV.service]: SETTINGS.service,
  [ENV.stage]: SETTINGS.stage,
  [ENV.catalogue]: JSON.stringify(SETTINGS.catalogue),
  [ENV.modelTimeoutMs]: '10000',
  [ENV.maxOutputTokens]: '500',
  [ENV.latencyLimitMs]: '3000',
  [ENV.costCapUsd]: '0.01',
};

describe('inference settings', () => {
  it('come from environment variables', () => {
    expect(inferenceSettings(COMPLETE)).toEqual(SETTINGS);
  });

  it('have the guard that is configured, and none without', () => {
    const guard = JSON.stringify({ guardrails: [{ metric: 'errors', tolerance: 1.1 }], alpha: 0.01 });
    expect(inferenceSettings({ ...COMPLETE, [ENV.guard]: guard }).guard).toMatchObject({
      alpha: 0.01,
      guardrails: [{ metric: 'errors', direction: 'up', tolerance: 1.1 }],
    });
    expect(inferenceSettings(COMPLETE).guard).toBeUndefined();
  });

  it.each([
    ['launchdarkly', true],
    ['launchdarkly,appconfig', true],
    ['appconfig,launchdarkly', undefined],
    [undefined, undefined],
  ])('have candidates named where %s is asked first', (providers, namesCandidates) => {
    const settings = inferenceSettings({ ...COMPLETE, [ENV.providers]: providers });
    expect(settings.namesCandidates).toBe(namesCandidates);
  });

  it.each(Object.keys(COMPLETE))('name %s when it is missing', (name) => {
    expect(() => inferenceSettings({ ...COMPLETE, [name]: undefined })).toThrow(name);
  });

  it.each([
    [ENV.catalogue, '{'],
    [ENV.catalogue, '{}'],
    [ENV.catalogue, 'null'],
    [ENV.catalogue, '{"m":null}'],
    [ENV.catalogue, '{"m":{"modelId":"x","inputUsdPerMillion":-1,"outputUsdPerMillion":1}}'],
    [ENV.modelTimeoutMs, '0'],
    [ENV.modelTimeoutMs, 'ten'],
    [ENV.costCapUsd, 'Infinity'],
    [ENV.guard, 'errors'],
    [ENV.guard, '{"guardrails":[]}'],
    [ENV.comparisons, 'often'],
  ])('refuse %s = %s', (name, value) => {
    expect(() => inferenceSettings({ ...COMPLETE, [name]: value })).toThrow(name);
  });

  it('name every variable that is wrong in one error', () => {
    const names = Object.values(ENV).filter((name) => name in COMPLETE);
    const error = (() => {
      try {
        return inferenceSettings({});
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ code: 'settings-invalid', fault: 'user' });
    for (const name of names) expect(String(error)).toContain(name);
  });
});
