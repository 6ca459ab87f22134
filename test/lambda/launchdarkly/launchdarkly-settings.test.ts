import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import { launchDarklySettings } from '../../../lambda/launchdarkly/launchdarkly-settings.ts';

const SECRET = { [ENV.launchDarklySecret]: 'launchdarkly' };

describe('the settings of LaunchDarkly', () => {
  it('need a secret alone', () => {
    expect(launchDarklySettings(SECRET)).toEqual({
      primary: 'launchdarkly',
      secondary: undefined,
      secret: 'launchdarkly',
      waitMs: 1000,
      uris: {},
    });
  });

  it.each([
    ['launchdarkly', 'launchdarkly', undefined],
    ['launchdarkly,appconfig', 'launchdarkly', 'appconfig'],
    ['appconfig,launchdarkly', 'appconfig', 'launchdarkly'],
  ])('say who decides and who stands behind: %s', (providers, primary, secondary) => {
    const settings = launchDarklySettings({ ...SECRET, [ENV.providers]: providers });
    expect(settings).toMatchObject({ primary, secondary });
  });

  it('hold the addresses of a relay', () => {
    const uris = { stream: 'https://relay.example.com', events: 'https://relay.example.com/events' };
    const settings = launchDarklySettings({ ...SECRET, [ENV.launchDarklyUris]: JSON.stringify(uris) });
    expect(settings.uris).toEqual(uris);
  });

  it.each(['[]', '{"stream":1}', '{"stream":"relay"}', '{"streams":"https://relay.example.com"}', 'relay'])(
    'refuse other addresses: %s',
    (uris) => {
      const read = () => launchDarklySettings({ ...SECRET, [ENV.launchDarklyUris]: uris });
      expect(read).toThrow(ENV.launchDarklyUris);
    },
  );

  it('are refused with every problem at once', () => {
    const read = () => launchDarklySettings({ [ENV.providers]: 'appconfig', [ENV.launchDarklyWaitMs]: '0' });
    const names = [ENV.providers, ENV.launchDarklySecret, ENV.launchDarklyWaitMs];
    expect(read).toThrow(new RegExp(names.join('.*')));
  });
});
