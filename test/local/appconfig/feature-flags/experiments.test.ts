import { describe, expect, it } from 'vitest';
import { answered, ask, FlagScene, PATH } from './flag-scene.ts';

const USERS = Array.from({ length: 600 }, (_, at) => `user-${at}`);

async function running(exposure: number, overrides: Record<string, string> = {}): Promise<FlagScene> {
  const scene = new FlagScene();
  await scene.deploy({ model: 'deployed' });
  scene.run(scene.experiment(), exposure, overrides);
  return scene;
}

function variantsOf(scene: FlagScene): readonly (string | undefined)[] {
  const agent = scene.agent();
  return USERS.map((user) => (ask(agent, { 'entity-id': user }) as { _variant?: string })._variant);
}

describe('a run of an experiment (BEHAVIOUR A38)', () => {
  it('gives each exposed entity the control or a treatment, by their weights, and always the same', async () => {
    const scene = await running(100);
    const variants = variantsOf(scene);
    const treated = variants.filter((variant) => variant === '__t1__').length;
    expect(new Set(variants)).toEqual(new Set(['__c__', '__t1__']));
    expect(Math.abs(treated - 300)).toBeLessThan(5 * Math.sqrt(600 * 0.25));
    expect(variantsOf(scene)).toEqual(variants);
  });

  it('answers with the value of the arm', async () => {
    const scene = await running(100);
    const answers = USERS.slice(0, 40).map((user) => ask(scene.agent(), { 'entity-id': user }));
    expect(answers).toContainEqual({ _variant: '__c__', enabled: true, value: 'control' });
    expect(answers).toContainEqual({ _variant: '__t1__', enabled: true, value: 'treatment' });
  });

  it('moves nobody who is exposed when the exposure grows, and can only grow', async () => {
    const scene = await running(30);
    const early = variantsOf(scene);
    const run = { ApplicationIdentifier: 'shop', ExperimentDefinitionIdentifier: 'compare', Run: 1 };
    scene.engine.experiments.updateExperimentRun({ ...run, ExposurePercentage: 60 });
    const late = variantsOf(scene);
    expect(early.every((variant, at) => variant === undefined || variant === late[at])).toBe(true);
    expect(late.filter(Boolean).length).toBeGreaterThan(early.filter(Boolean).length);
    expect(() => scene.engine.experiments.updateExperimentRun({ ...run, ExposurePercentage: 59 })).toThrow(
      /60/,
    );
  });

  it('leaves what is deployed to everybody outside the audience, without an entity, or who asks for the whole profile', async () => {
    const agent = (await running(100)).agent();
    const deployed = { enabled: true, value: 'deployed' };
    expect(ask(agent, { 'entity-id': 'user-1', context: 'staff=yes' })).toEqual(deployed);
    expect(ask(agent)).toEqual(deployed);
    expect(answered(agent.get(PATH, { 'entity-id': 'user-1' }))).toEqual({ model: deployed });
  });

  it('gives an overridden entity its arm without exposure, under a name of its own', async () => {
    const scene = await running(0, { tester: 't1' });
    const treated = { _variant: '__t1_override__', enabled: true, value: 'treatment' };
    expect(ask(scene.agent(), { 'entity-id': 'tester' })).toEqual(treated);
    expect(ask(scene.agent(), { 'entity-id': 'user-1' })).toEqual({ enabled: true, value: 'deployed' });
    expect(scene.assignments).toEqual([]);
  });

  it('writes a record of an assignment, as the guide prints it', async () => {
    const scene = await running(100);
    ask(scene.agent(), { 'entity-id': 'user-1' });
    expect(scene.assignments).toEqual([
      {
        ...{ type: 'AWS.AppConfig.TreatmentAssignment', timestamp: '2026-01-01T00:00:00Z' },
        ...{ region: 'us-east-1', accountId: '123456789012', applicationId: scene.place.ApplicationId },
        experimentDefinitionId: expect.stringMatching(/^[a-z0-9]{7}$/),
        ...{ experimentRunNumber: '1', treatmentKey: expect.stringMatching(/^(c|t1)$/), entityId: 'user-1' },
      },
    ]);
  });

  it('is over for everybody once it is stopped', async () => {
    const scene = await running(100);
    const run = { ApplicationIdentifier: 'shop', ExperimentDefinitionIdentifier: 'compare', Run: 1 };
    expect(scene.engine.experiments.getExperimentDefinition(run).Status).toBe('ACTIVE');
    scene.engine.experiments.stopExperimentRun(run);
    expect(new Set(variantsOf(scene))).toEqual(new Set([undefined]));
    expect(scene.engine.experiments.getExperimentDefinition(run).Status).toBe('IDLE');
  });
});

describe('an experiment is refused', () => {
  it('on a flag that is not deployed', () => {
    const scene = new FlagScene();
    const definition = scene.experiment();
    expect(() => scene.run(definition, 10)).toThrow(/not deployed/);
  });

  it('while a deployment or another run occupies its place', async () => {
    const scene = new FlagScene();
    await scene.deploy({ model: 'old' });
    await scene.deploy({ model: 'new' }, 20);
    const definition = scene.experiment();
    expect(() => scene.run(definition, 10)).toThrow(/in progress/);
    await scene.after(60);
    scene.run(definition, 10);
    expect(() => scene.run(definition, 10)).toThrow(/is running/);
  });

  it('with an audience that is no rule', () => {
    expect(() => new FlagScene().experiment({ audience: '(maybe)' })).toThrow(/maybe/);
  });
});
