import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import { watchSettings } from '../../../lambda/watch/settings.ts';

const VARIABLES = {
  [ENV.guard]: '{"guardrails":[{"metric":"errors","tolerance":1.1}]}',
  [ENV.service]: 'shop',
  [ENV.stage]: 'prod',
  [ENV.application]: 'app1234',
  [ENV.environment]: 'env1234',
  [ENV.flagsProfile]: 'pro1234',
  [ENV.atOnceStrategy]: 'str1234',
};

describe('watchSettings', () => {
  it('watches for three days, and heeds no alarms, unless told otherwise', () => {
    expect(watchSettings(VARIABLES)).toMatchObject({
      ...{ service: 'shop', stage: 'prod', atOnceStrategy: 'str1234', alarms: [] },
      place: { applicationId: 'app1234', environmentId: 'env1234', profileId: 'pro1234' },
      watchMs: 259_200_000,
      guard: { alpha: 0.05 },
    });
  });

  it('reads hours and names of alarms', () => {
    const variables = { ...VARIABLES, [ENV.watchHours]: '1.5', [ENV.watchedAlarms]: 'errors, latency,' };
    expect(watchSettings(variables)).toMatchObject({ watchMs: 5_400_000, alarms: ['errors', 'latency'] });
  });

  it('takes AWS for the owner of the key unless it is given one', () => {
    const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd';
    expect(watchSettings(VARIABLES).encryptionKey).toBeUndefined();
    expect(watchSettings({ ...VARIABLES, [ENV.encryptionKey]: key }).encryptionKey).toBe(key);
  });

  it('names everything that is wrong at once', () => {
    const wrong = { ...VARIABLES, [ENV.watchHours]: '169', [ENV.guard]: '{}', [ENV.atOnceStrategy]: '' };
    const read = () => watchSettings(wrong);
    for (const name of [ENV.watchHours, ENV.guard, ENV.atOnceStrategy]) expect(read).toThrow(name);
  });
});
