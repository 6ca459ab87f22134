import { describe, expect, it } from 'vitest';
import { FLAGS } from '../../../lambda/contract.ts';
import { aBench, aRequest, says } from '../inference/builders.ts';
import { aProviderScene } from './scene.ts';

const DEPLOYED = {
  [FLAGS.model]: 'haiku',
  [FLAGS.prompt]: 'v1',
  [FLAGS.topK]: 0,
  [FLAGS.format]: 'text',
} as const;

/** The inference function over the agent, while an experiment compares sonnet with haiku. */
async function anExperiment(flags: Readonly<Record<string, string | number>> = DEPLOYED) {
  const { scene, provider, state } = await aProviderScene({ flags });
  scene.run(scene.experiment({ flag: FLAGS.model, control: 'haiku', treatment: 'sonnet' }), 100);
  const bench = aBench({ provider });
  const serve = async (user: string) => {
    const answer = await bench.handler(aRequest(user));
    return { answer, record: bench.record() };
  };
  return { ...bench, serve, state };
}

const USERS = Array.from({ length: 24 }, (_, user) => `user-${user}`);

describe('the inference function behind AppConfig’s own flags', () => {
  it('serves each side its model, and counts every request under its role', async () => {
    const { serve, model, lines } = await anExperiment();
    for (const user of USERS) await serve(user);
    const records = lines.map((line) => JSON.parse(line));
    expect(new Set(records.map(({ Role }) => Role))).toEqual(new Set(['candidate', 'control']));
    for (const [at, { Role, Flag, Requests, FlagsVersion, ConfigDefault }] of records.entries()) {
      expect({ Flag, Requests, FlagsVersion, ConfigDefault }).toEqual({
        ...{ Flag: FLAGS.model, Requests: 1, FlagsVersion: 1, ConfigDefault: 0 },
      });
      expect(model.models[at]).toBe(Role === 'candidate' ? 'bedrock.sonnet' : 'bedrock.haiku');
    }
    expect(lines.join()).not.toMatch(/user-\d/);
  });

  it('answers a user whose candidate fails with the control, and counts it against the candidate', async () => {
    const { serve, model, lines } = await anExperiment();
    model.respond = ({ modelId }) => {
      if (modelId === 'bedrock.sonnet') throw new Error('down');
      return says('Hello.');
    };
    for (const user of USERS) await serve(user);
    const candidates = lines.map((line) => JSON.parse(line)).filter(({ Role }) => Role === 'candidate');
    expect(candidates.length).toBeGreaterThan(0);
    for (const record of candidates) expect(record).toMatchObject({ Errors: 1, Fallbacks: 1, status: 200 });
  });

  it('takes flags that the profile does not have from the safe default, and is not alarmed', async () => {
    const { serve } = await anExperiment({ [FLAGS.model]: 'haiku' });
    const { record } = await serve('user-1');
    expect(record).toMatchObject({ Requests: 1, Errors: 0, ConfigDefault: 0, ConfigStale: 0 });
  });

  it('serves the safe default, and says so, while the agent was never there', async () => {
    const { serve, state, model } = await anExperiment();
    state.fault = 'refused';
    const { record } = await serve('user-1');
    expect(record).toMatchObject({ Requests: 1, Errors: 0, ConfigDefault: 1 });
    expect(record).not.toHaveProperty('Role');
    expect(model.models).toEqual(['bedrock.haiku']);
  });
});
