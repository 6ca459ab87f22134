import { describe, expect, it } from 'vitest';
import { aFlag, anExperiment, eventually, LaunchDarklyBench } from '../../local/launchdarkly/builders.ts';
import { HAIKU, ProviderScene, type Served, SONNET } from './builders.ts';

const MODEL = 'inference_model';
const PLACE = { service: 'support', stage: 'prod' };

interface Scene {
  readonly bench: LaunchDarklyBench;
  readonly scene: ProviderScene;
  /** Lines of outcomes. */
  readonly emitted: string[];
}

/** The model flag in an experiment, outcomes counted. */
async function tracked(served: Served = {}): Promise<Scene> {
  const bench = await LaunchDarklyBench.open(anExperiment(MODEL, [HAIKU, SONNET]));
  const emitted: string[] = [];
  const outcomes = {
    ...PLACE,
    comparisons: 'requests' as const,
    emit: (line: string) => void emitted.push(line),
  };
  return { bench, emitted, scene: await ProviderScene.started(bench, { outcomes, ...served }) };
}

describe('an outcome', () => {
  it.each([
    ['candidate', SONNET],
    ['control', HAIKU],
  ] as const)('counts for the side of the user and for what it is served: %s', async (side, served) => {
    const { bench, scene, emitted } = await tracked();
    const user = (await scene.usersOf())[side];
    scene.flags.track('task_completed', { targetingKey: user }, { value: 1 });
    await scene.provider.onClose();
    expect(emitted.map((line) => JSON.parse(line))).toMatchObject([
      {
        ...{ Service: 'support', Environment: 'prod', Role: side, Flag: MODEL, Value: served },
        ...{ OutcomeName: 'task_completed', Outcome: 1 },
      },
    ]);
    const event = {
      kind: 'custom',
      key: 'task_completed',
      metricValue: 1,
      context: { kind: 'user', key: user },
    };
    expect(bench.engine.events).toContainEqual(expect.objectContaining(event));
  });

  it('goes to LaunchDarkly with what else is said of it', async () => {
    const { bench, scene } = await tracked();
    scene.flags.track('rated', { targetingKey: 'u1' }, { value: 0.5, stars: 3 });
    await scene.provider.onClose();
    const [event] = bench.engine.events.filter(({ kind }) => kind === 'custom');
    expect(event).toMatchObject({ key: 'rated', metricValue: 0.5, data: { stars: 3 } });
  });

  it('asks for no evaluation that LaunchDarkly would count as one', async () => {
    const { bench, scene, emitted } = await tracked();
    scene.flags.track('task_completed', { targetingKey: 'u1' }, { value: 1 });
    await scene.provider.onClose();
    expect(emitted).toHaveLength(1);
    expect(bench.engine.events.map(({ kind }) => kind)).toEqual(['index', 'custom']);
  });

  it('counts nowhere but in LaunchDarkly for a user in no experiment', async () => {
    const { bench, scene, emitted } = await tracked();
    bench.engine.set('flags', aFlag(MODEL, [SONNET]));
    await eventually(async () => expect((await scene.model('u1')).role).toBeUndefined());
    scene.flags.track('task_completed', { targetingKey: 'u1' }, { value: 1 });
    await scene.provider.onClose();
    expect(emitted).toEqual([]);
    expect(bench.engine.events).toContainEqual(expect.objectContaining({ kind: 'custom' }));
  });

  it.each([2, -1, undefined])(
    'of %s goes to LaunchDarkly, and is refused for the guard by one line',
    async (value) => {
      const { bench, scene, emitted } = await tracked();
      const user = 'user-who-is-secret';
      scene.flags.track('revenue', { targetingKey: user }, value === undefined ? {} : { value });
      await scene.provider.onClose();
      expect(emitted).toEqual([expect.stringContaining('the outcome revenue')]);
      expect(emitted.join()).not.toContain(user);
      const [event] = bench.engine.events.filter(({ kind }) => kind === 'custom');
      expect(event?.metricValue).toBe(value);
    },
  );

  it('of nobody goes nowhere', async () => {
    const { bench, scene, emitted } = await tracked();
    scene.flags.track('task_completed', {}, { value: 1 });
    await scene.provider.onClose();
    expect(emitted).toEqual([]);
    expect(bench.engine.events).toEqual([]);
  });
});

describe('what LaunchDarkly is told of an evaluation', () => {
  it('is the experiment, with its reason', async () => {
    const { bench, scene } = await tracked();
    const { value } = await scene.model('u1');
    await scene.provider.onClose();
    const [index, feature, summary] = bench.engine.events;
    expect(index).toMatchObject({ kind: 'index', context: { key: 'u1' } });
    const reason = { kind: 'FALLTHROUGH', inExperiment: true };
    expect(feature).toMatchObject({ kind: 'feature', key: MODEL, value, version: 1, reason });
    expect(summary).toMatchObject({ kind: 'summary', features: { [MODEL]: { default: HAIKU } } });
  });

  it('holds the segment and further attributes, and none that are private', async () => {
    const { bench, scene } = await tracked({ privateAttributes: ['email', 'plan'] });
    const user = { email: 'a@example.com', plan: 'gold', country: 'ch', user_segment: 'internal' };
    await scene.model('u1', user);
    scene.flags.track('task_completed', { targetingKey: 'u1', ...user }, { value: 1 });
    await scene.provider.onClose();
    const contexts = bench.engine.events.flatMap(({ context }) => (context === undefined ? [] : [context]));
    expect(contexts).toHaveLength(3);
    for (const context of contexts) {
      expect(context).toEqual({
        kind: 'user',
        key: 'u1',
        segment: 'internal',
        country: 'ch',
        _meta: { redactedAttributes: ['email', 'plan'] },
      });
    }
  });
});
