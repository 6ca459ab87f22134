import { describe, expect, it } from 'vitest';
import { AGENT_ENV, ENV } from '../../../lambda/contract.ts';
import { agentSettings } from '../../../lambda/flags/agent-settings.ts';

const NAMED = {
  [ENV.application]: 'app',
  [ENV.environment]: 'env',
  [ENV.flagsProfile]: 'flags',
  [ENV.promptsProfile]: 'prompts',
};

describe('agent settings', () => {
  it('take the agent’s own port and three tenths of a second unless told otherwise', () => {
    const common = { application: 'app', environment: 'env', port: 2772, timeoutMs: 300 };
    expect(agentSettings(NAMED)).toEqual({
      flags: { ...common, profile: 'flags' },
      prompts: { ...common, profile: 'prompts' },
    });
  });

  it('follow the extension to another port', () => {
    const env = { ...NAMED, [AGENT_ENV.httpPort]: '4000', [ENV.flagsTimeoutMs]: '50' };
    expect(agentSettings(env).flags).toMatchObject({ port: 4000, timeoutMs: 50 });
  });

  it('name every variable that is wrong', () => {
    const env = { [ENV.application]: 'app', [AGENT_ENV.httpPort]: 'x' };
    for (const name of [ENV.environment, ENV.flagsProfile, ENV.promptsProfile, AGENT_ENV.httpPort]) {
      expect(() => agentSettings(env)).toThrow(name);
    }
  });
});
