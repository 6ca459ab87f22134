import { describe, expect, it } from 'vitest';
import { AppConfig } from '../../../local/appconfig/appconfig.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { awsError, Scene } from './scene.ts';

function anEngine(seed = 1): AppConfig {
  return new AppConfig({ clock: new VirtualClock(0), seed });
}

describe('identifiers', () => {
  it('have seven characters and depend on the seed alone', () => {
    const ids = (seed: number) => {
      const engine = anEngine(seed);
      return Array.from({ length: 20 }, () => engine.createApplication({ Name: 'a' }).Id);
    };
    expect(ids(1)).toEqual(ids(1));
    expect(ids(1)).not.toEqual(ids(2));
    expect(new Set(ids(1)).size).toBe(20);
    expect(ids(1).every((id) => /^[a-z0-9]{7}$/.test(id ?? ''))).toBe(true);
  });
});

describe('applications', () => {
  it('keep what an update leaves out', () => {
    const engine = anEngine();
    const { Id: ApplicationId } = engine.createApplication({ Name: 'shop', Description: 'sells' });
    engine.updateApplication({ ApplicationId, Name: 'store' });
    expect(engine.getApplication({ ApplicationId })).toEqual({
      ...{ Id: ApplicationId, Name: 'store', Description: 'sells' },
    });
  });

  it('are listed in pages', () => {
    const engine = anEngine();
    for (const Name of ['a', 'b', 'c']) engine.createApplication({ Name });
    const first = engine.listApplications({ MaxResults: 2 });
    expect(first.Items?.map(({ Name }) => Name)).toEqual(['a', 'b']);
    const second = engine.listApplications({ MaxResults: 2, NextToken: first.NextToken });
    expect(second).toEqual({ Items: [expect.objectContaining({ Name: 'c' })] });
  });

  it('are a hundred at most', () => {
    const engine = anEngine();
    for (let made = 1; made < 100; made += 1) engine.createApplication({ Name: 'a' });
    const { Id: ApplicationId } = engine.createApplication({ Name: 'last' });
    engine.updateApplication({ ApplicationId, Name: 'still fits' });
    expect(() => engine.createApplication({ Name: 'a' })).toThrow(
      awsError('ServiceQuotaExceededException', /100/),
    );
  });

  it('cannot be deleted while something is in them', () => {
    const { engine, environment, profile } = new Scene();
    const remove = () => engine.deleteApplication(environment);
    expect(remove).toThrow(awsError('BadRequestException', /shop/));
    engine.deleteConfigurationProfile(profile);
    expect(remove).toThrow(awsError('BadRequestException'));
    engine.deleteEnvironment(environment);
    remove();
    expect(engine.listApplications().Items).toEqual([]);
  });
});

describe('environments', () => {
  it('have five monitors at most', () => {
    const Monitors = Array.from({ length: 6 }, (_, index) => ({ AlarmArn: `arn:${index}` }));
    expect(() => new Scene({ monitors: Monitors })).toThrow(awsError('BadRequestException', /at most 5/));
  });

  it('cannot be deleted while a deployment is in progress', async () => {
    const scene = new Scene();
    await scene.deploy('new');
    expect(() => scene.engine.deleteEnvironment(scene.environment)).toThrow(awsError('ConflictException'));
    await scene.stop();
    scene.engine.deleteEnvironment(scene.environment);
    expect(() => scene.deployment()).toThrow(awsError('ResourceNotFoundException'));
  });

  it('need an application that exists', () => {
    expect(() => anEngine().createEnvironment({ ApplicationId: 'nowhere', Name: 'prod' })).toThrow(
      awsError('ResourceNotFoundException', /Application.*nowhere/),
    );
  });
});

describe('configuration profiles', () => {
  it.each([
    [{ LocationUri: 's3://bucket/key' }, /hosted/],
    [{ Type: 'AWS.AppConfig.Something' }, /AWS\.Freeform/],
    [{ Name: '' }, /1 to 64/],
  ])('refuse what this model does not know: %o', (members, message) => {
    const { engine, applicationId: ApplicationId } = new Scene();
    const create = () =>
      engine.createConfigurationProfile({ ApplicationId, Name: 'p', LocationUri: 'hosted', ...members });
    expect(create).toThrow(awsError('BadRequestException', message));
  });

  it('are listed with the types of their validators', () => {
    const { engine, environment } = new Scene({ validators: [{ Type: 'JSON_SCHEMA', Content: '{}' }] });
    expect(engine.listConfigurationProfiles(environment).Items).toEqual([
      expect.objectContaining({ Name: 'flags', Type: 'AWS.Freeform', ValidatorTypes: ['JSON_SCHEMA'] }),
    ]);
  });
});

describe('deployment strategies', () => {
  const valid = { Name: 's', DeploymentDurationInMinutes: 10, GrowthFactor: 10 };

  it.each([
    { DeploymentDurationInMinutes: 1441 },
    { DeploymentDurationInMinutes: 1.5 },
    { FinalBakeTimeInMinutes: -1 },
    { GrowthFactor: 0.5 },
    { GrowthFactor: 101 },
  ])('refuse what is out of range: %o', (members) => {
    expect(() => anEngine().createDeploymentStrategy({ ...valid, ...members })).toThrow(
      awsError('BadRequestException', new RegExp(Object.keys(members).join())),
    );
  });

  it('include the predefined ones, which cannot be changed or deleted', () => {
    const engine = anEngine();
    const DeploymentStrategyId = 'AppConfig.Canary10Percent20Minutes';
    expect(engine.getDeploymentStrategy({ DeploymentStrategyId })).toMatchObject({
      ...{ GrowthType: 'EXPONENTIAL', GrowthFactor: 10, DeploymentDurationInMinutes: 20 },
      FinalBakeTimeInMinutes: 10,
    });
    const refused = awsError('BadRequestException', /predefined/);
    expect(() => engine.deleteDeploymentStrategy({ DeploymentStrategyId })).toThrow(refused);
    expect(() => engine.updateDeploymentStrategy({ DeploymentStrategyId, GrowthFactor: 50 })).toThrow(
      refused,
    );
  });

  it('do not change a deployment under way', async () => {
    const scene = new Scene();
    await scene.deploy('new');
    scene.engine.updateDeploymentStrategy({ DeploymentStrategyId: scene.gradual, GrowthFactor: 100 });
    await scene.after(5);
    expect(scene.deployment()).toMatchObject({ PercentageComplete: 25, GrowthFactor: 25 });
  });
});

describe('extensions', () => {
  const Actions = { ON_DEPLOYMENT_START: [{ Name: 'a', Uri: 'arn:aws:lambda:x:y:function:f' }] };

  it('get a new version by naming the latest one, and a conflict otherwise', () => {
    const engine = anEngine();
    const first = engine.createExtension({ Name: 'guard', Actions });
    expect(() => engine.createExtension({ Name: 'guard', Actions })).toThrow(awsError('ConflictException'));
    const second = engine.createExtension({ Name: 'guard', Actions, LatestVersionNumber: 1 });
    expect(second).toMatchObject({ Id: first.Id, VersionNumber: 2 });
    for (const ExtensionIdentifier of ['guard', first.Id]) {
      expect(engine.getExtension({ ExtensionIdentifier }).VersionNumber).toBe(2);
    }
    expect(engine.getExtension({ ExtensionIdentifier: first.Arn }).VersionNumber).toBe(1);
  });

  it('cannot be deleted while they are associated', () => {
    const engine = anEngine();
    engine.createExtension({ Name: 'guard', Actions });
    const { Id } = engine.createExtensionAssociation({
      ...{ ExtensionIdentifier: 'guard', ResourceIdentifier: 'arn:aws:appconfig:x:y:application/a' },
    });
    const remove = () => engine.deleteExtension({ ExtensionIdentifier: 'guard' });
    expect(remove).toThrow(awsError('BadRequestException', /associated/));
    engine.deleteExtensionAssociation({ ExtensionAssociationId: Id });
    remove();
    expect(engine.listExtensions({ Name: 'guard' }).Items).toEqual([]);
  });

  // BEHAVIOUR A34
  it('are also those of AWS, which nobody can change', () => {
    const engine = anEngine();
    const ExtensionIdentifier = 'AWS.AppConfig.DeploymentNotificationsToEventBridge';
    expect(engine.listExtensions().Items?.map(({ Id }) => Id)).toContain(ExtensionIdentifier);
    const refused = awsError('BadRequestException', /AWS's own/);
    expect(() => engine.deleteExtension({ ExtensionIdentifier })).toThrow(refused);
    expect(() => engine.updateExtension({ ExtensionIdentifier })).toThrow(refused);
  });

  it('refuse an association without the parameters they require', () => {
    const engine = anEngine();
    engine.createExtension({ Name: 'guard', Actions, Parameters: { limit: { Required: true } } });
    expect(() =>
      engine.createExtensionAssociation({ ExtensionIdentifier: 'guard', ResourceIdentifier: 'arn:x' }),
    ).toThrow(awsError('BadRequestException', /limit/));
  });
});
