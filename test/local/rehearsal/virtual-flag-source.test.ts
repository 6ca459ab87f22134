import { expect, it } from 'vitest';
import { AppConfig } from '../../../local/appconfig/appconfig.ts';
import { AppConfigAgent } from '../../../local/appconfig/appconfig-agent.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { VirtualFlagSource } from '../../../local/rehearsal/virtual-flag-source.ts';

const START_MS = 1_000_000;

it('costs one wait when two documents are asked for at once from an agent that hangs', async () => {
  const clock = new VirtualClock(START_MS);
  const agent = new AppConfigAgent({ clock, source: new AppConfig({ clock }), fault: () => 'hang' });
  const source = new VirtualFlagSource({ agent, clock, path: '/ping', timeoutMs: 300 });
  const codes = await Promise.all([1, 2].map(() => source.fetch('u').catch(({ code }) => code)));
  expect(codes).toEqual(['flag-source-timeout', 'flag-source-timeout']);
  expect(clock.now()).toBe(START_MS + 300);
});
