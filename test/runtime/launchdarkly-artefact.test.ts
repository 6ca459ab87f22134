import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ENV } from '../../lambda/contract.ts';
import { jsonResponse } from '../../local/http/json-response.ts';
import { aRequest } from '../lambda/inference/builders.ts';
import { aFlag, anExperiment } from '../local/launchdarkly/builders.ts';
import { LaunchDarklyArtefact, SDK_KEY } from './launchdarkly-bench.ts';
import { synthesizedProd } from './loopback-stage.ts';

const HAIKU = 'claude-3-haiku';
const SONNET = 'claude-sonnet-4-6';

/** The stage's other three flags, as its safe default has them. */
const OTHERS = [
  aFlag('system_prompt_version', ['v3']),
  aFlag('retrieval_top_k', [4]),
  aFlag('response_format', ['text']),
];

let artefact: LaunchDarklyArtefact;

// Out of the tests' own time: it takes seconds.
beforeAll(() => void synthesizedProd());

afterEach(() => artefact.close());

/** Waits until something is so; the artefact is another process. */
function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 8000, interval: 50 });
}

describe('the inference artefact of LaunchDarkly', () => {
  it('answers its first event with what LaunchDarkly serves', async () => {
    artefact = await LaunchDarklyArtefact.open(aFlag('inference_model', [SONNET]), ...OTHERS);
    await artefact.coldStart();
    const { reply, record } = await artefact.invoke(aRequest('u1', 'Hi'));
    expect(reply).toMatchObject({ statusCode: 200, model: SONNET });
    expect(record).toMatchObject({ document_origin: 'launchdarkly', ConfigStale: 0, ConfigDefault: 0 });
  });

  it('follows a change without another cold start', async () => {
    artefact = await LaunchDarklyArtefact.open(aFlag('inference_model', [HAIKU]), ...OTHERS);
    await artefact.coldStart();
    expect((await artefact.invoke(aRequest())).reply).toMatchObject({ model: HAIKU });
    artefact.engine.set('flags', aFlag('inference_model', [SONNET]));
    await eventually(async () =>
      expect((await artefact.invoke(aRequest())).reply).toMatchObject({ model: SONNET }),
    );
  });

  it('counts a user of an experiment for the side that LaunchDarkly put the user on', async () => {
    artefact = await LaunchDarklyArtefact.open(anExperiment('inference_model', [HAIKU, SONNET]), ...OTHERS);
    await artefact.coldStart();
    const roles = new Map<unknown, unknown>();
    for (let user = 0; roles.size < 2 && user < 40; user += 1) {
      const { reply, record } = await artefact.invoke(aRequest(`u${user}`));
      roles.set((reply as { model: string }).model, record.Role);
    }
    expect(roles.get(HAIKU)).toBe('control');
    expect(roles.get(SONNET)).toBe('candidate');
  });

  it('sends LaunchDarkly its events after the answer, and of the user the key alone', async () => {
    artefact = await LaunchDarklyArtefact.open(anExperiment('inference_model', [HAIKU, SONNET]), ...OTHERS);
    await artefact.coldStart();
    await artefact.invoke({
      ...aRequest('u1'),
      user: { user_id: 'u1', user_segment: 'internal', email: 'e' },
    });
    await eventually(() =>
      expect(artefact.engine.events.map(({ kind }) => kind)).toEqual(['index', 'feature', 'summary']),
    );
    const [index, feature] = artefact.engine.events;
    const redacted = { _meta: { redactedAttributes: expect.arrayContaining(['email', 'segment']) } };
    expect(index?.context).toEqual({ kind: 'user', key: 'u1', ...redacted });
    expect(feature).toMatchObject({ key: 'inference_model', context: { key: 'u1' } });
  });

  it('sends what is left when it is told to end', async () => {
    artefact = await LaunchDarklyArtefact.open(aFlag('inference_model', [SONNET]), ...OTHERS);
    await artefact.coldStart();
    artefact.endpoint.faults.set('events', { kind: 'hang' });
    await artefact.invoke(aRequest('u1'));
    await artefact.invoke(aRequest('u2'));
    artefact.endpoint.faults.clear();
    process.kill(artefact.host.processId ?? 0, 'SIGTERM');
    const users = () => artefact.engine.events.map(({ context }) => Object(context).key);
    await eventually(() => expect(users()).toContain('u2'));
  });

  it('reads the key out of JSON, too', async () => {
    artefact = await LaunchDarklyArtefact.open(aFlag('inference_model', [SONNET]), ...OTHERS);
    artefact.secret = () => jsonResponse(200, { SecretString: JSON.stringify({ sdkKey: SDK_KEY }) });
    await artefact.coldStart();
    expect((await artefact.invoke(aRequest())).reply).toMatchObject({ model: SONNET });
  });

  it.each(['LaunchDarkly', 'Secrets Manager'])(
    'waits for %s that hangs once, and then answers from the safe default at once',
    async (who) => {
      artefact = await LaunchDarklyArtefact.open(aFlag('inference_model', [SONNET]), ...OTHERS);
      if (who === 'LaunchDarkly') artefact.endpoint.faults.set('streaming', { kind: 'hang' });
      else artefact.secret = () => ({ status: 0, connection: 'hang' });
      const waitMs = 1500;
      const startedMs = await artefact.coldStart({ [ENV.launchDarklyWaitMs]: String(waitMs) });
      expect(startedMs).toBeGreaterThanOrEqual(waitMs);
      for (let request = 0; request < 3; request += 1) {
        const { reply, record, elapsedMs } = await artefact.invoke(aRequest(`u${request}`));
        expect(reply).toMatchObject({ statusCode: 200, model: HAIKU });
        expect(record).toMatchObject({ ConfigDefault: 1, Errors: 0 });
        expect(elapsedMs).toBeLessThan(waitMs);
      }
    },
  );

  it('decides as soon as the secret can be read', async () => {
    artefact = await LaunchDarklyArtefact.open(aFlag('inference_model', [SONNET]), ...OTHERS);
    const { secret } = artefact;
    artefact.secret = () => ({ status: 500 });
    await artefact.coldStart({ [ENV.launchDarklyWaitMs]: '100' });
    expect((await artefact.invoke(aRequest())).reply).toMatchObject({ model: HAIKU });
    artefact.secret = secret;
    await eventually(async () =>
      expect((await artefact.invoke(aRequest())).reply).toMatchObject({ model: SONNET }),
    );
  });

  it('answers from the safe default when LaunchDarkly refuses the key, and tells nobody the key', async () => {
    artefact = await LaunchDarklyArtefact.open(aFlag('inference_model', [SONNET]), ...OTHERS);
    artefact.engine.sdkKey = 'sdk-another';
    await artefact.coldStart();
    const { reply, record } = await artefact.invoke(aRequest('user-5f1c90'));
    expect(reply).toMatchObject({ statusCode: 200, model: HAIKU });
    expect(record).toMatchObject({ ConfigDefault: 1, document_problem: 'flag-source-status' });
    const { stdout, stderr } = artefact.host.printed;
    expect(stderr.join()).toContain('invalid SDK key');
    expect([...stdout, ...stderr].join()).not.toMatch(/5f1c90/);
  });

  it('asks AppConfig while LaunchDarkly cannot answer, where AppConfig stands behind', async () => {
    artefact = await LaunchDarklyArtefact.open(aFlag('inference_model', [SONNET]), ...OTHERS);
    artefact.endpoint.faults.set('streaming', { kind: 'reset' });
    await artefact.coldStart({ [ENV.providers]: 'launchdarkly,appconfig', [ENV.launchDarklyWaitMs]: '200' });
    const behind = await artefact.invoke(aRequest());
    expect(behind.record).toMatchObject({ document_origin: 'appconfig-agent', ConfigDefault: 0 });
    artefact.endpoint.faults.clear();
    await eventually(async () => {
      const { reply, record } = await artefact.invoke(aRequest());
      expect(record).toMatchObject({ document_origin: 'launchdarkly' });
      expect(reply).toMatchObject({ model: SONNET });
    });
  });

  it('does not start without a secret, and names the setting', async () => {
    artefact = await LaunchDarklyArtefact.open();
    const start = artefact.coldStart({ [ENV.launchDarklySecret]: '', [ENV.providers]: 'appconfig' });
    await expect(start).rejects.toThrow(
      /MODEL_ROLLOUT_PROVIDERS is appconfig.*LAUNCHDARKLY_SECRET is not set/,
    );
  });
});
