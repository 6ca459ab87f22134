import { describe, expect, it } from 'vitest';
import { awsError, Scene, timeline } from './scene.ts';

const GUARD = 'arn:aws:lambda:us-east-1:123456789012:function:guard';

function fails(): never {
  throw new Error('no credentials');
}

describe('AT_DEPLOYMENT_TICK', () => {
  it('is asked every minute of growth and bake time, and told where the deployment stands', async () => {
    const scene = new Scene();
    scene.extend('AT_DEPLOYMENT_TICK', GUARD, { limit: '3' });
    scene.functions.on(GUARD, () => ({ Directive: 'CONTINUE' }));
    await scene.deploy('new');
    await scene.after(60);
    expect(scene.functions.calls).toHaveLength(30);
    expect(scene.functions.calls[10]?.payload).toMatchObject({
      ...{ Type: 'AtDeploymentTick', Parameters: { limit: '3' }, DeploymentNumber: 1 },
      ...{ Application: { Id: scene.applicationId, Name: 'shop' }, ConfigurationVersion: '1' },
      ...{ Environment: { Id: scene.environmentId, Name: 'prod' }, DeploymentState: 'DEPLOYING' },
      ...{ ConfigurationProfile: { Id: scene.profileId, Name: 'flags' }, PercentageComplete: '50.0' },
    });
    expect(scene.functions.calls.at(-1)?.payload).toMatchObject({ DeploymentState: 'BAKING' });
  });

  it('takes the deployment back with the directive, and its reason is in the log', async () => {
    const scene = new Scene();
    scene.extend('AT_DEPLOYMENT_TICK', GUARD);
    scene.functions.on(GUARD, ({ PercentageComplete }) =>
      PercentageComplete === '25.0' ? { Directive: 'ROLL_BACK', Description: 'evidence 31' } : {},
    );
    await scene.deploy('new');
    await scene.after(60);
    expect(timeline(scene.deployment()).slice(-2)).toEqual(['6 ROLLBACK_STARTED', '6 ROLLBACK_COMPLETED']);
    expect(scene.deployment().EventLog?.[1]).toMatchObject({
      ...{ TriggeredBy: 'APPCONFIG', Description: expect.stringContaining('evidence 31') },
    });
  });

  it('takes the deployment back when its function fails', async () => {
    const scene = new Scene();
    scene.extend('AT_DEPLOYMENT_TICK', GUARD);
    scene.functions.on(GUARD, fails);
    await scene.deploy('new');
    await scene.after(1);
    expect(scene.deployment().EventLog?.[1]).toMatchObject({
      ...{ EventType: 'ROLLBACK_STARTED', TriggeredBy: 'INTERNAL_ERROR' },
      ActionInvocations: [expect.objectContaining({ ErrorMessage: 'no credentials', Uri: GUARD })],
    });
  });

  it('changes nothing any more when a user stops the deployment meanwhile', async () => {
    const scene = new Scene();
    scene.extend('AT_DEPLOYMENT_TICK', GUARD);
    scene.functions.on(GUARD, async () => {
      await scene.stop();
      return { Directive: 'ROLL_BACK', Description: 'too late' };
    });
    await scene.deploy('new');
    await scene.after(1);
    expect(timeline(scene.deployment())).toEqual([
      ...['0 DEPLOYMENT_STARTED', '1 ROLLBACK_STARTED', '1 ROLLBACK_COMPLETED'],
    ]);
    expect(scene.deployment().EventLog?.[1]?.TriggeredBy).toBe('USER');
  });
});

describe('PRE_START_DEPLOYMENT', () => {
  it('vetoes the deployment with its message', async () => {
    const scene = new Scene();
    scene.extend('PRE_START_DEPLOYMENT', GUARD);
    scene.functions.on(GUARD, () => ({ Error: 'BadRequestError', Message: 'change freeze' }));
    await expect(scene.deploy('new')).rejects.toEqual(awsError('BadRequestException', /change freeze/));
    expect(scene.environmentState()).toBe('READY_FOR_DEPLOYMENT');
  });

  it('may change what is deployed, but not the stored version', async () => {
    const scene = new Scene();
    scene.extend('PRE_START_DEPLOYMENT', GUARD);
    scene.functions.on(GUARD, () => ({ Content: Buffer.from('"changed"').toString('base64') }));
    await scene.deploy('new', scene.atOnce);
    expect(scene.served().current).toBe('changed');
    const stored = scene.engine.getHostedConfigurationVersion({ ...scene.profile, VersionNumber: 1 });
    expect(String(stored.Content)).toBe('"new"');
  });

  it('deploys what the last of several extensions made of the content', async () => {
    const scene = new Scene();
    for (const [index, content] of ['"one"', '"two"'].entries()) {
      scene.extend('PRE_START_DEPLOYMENT', `${GUARD}-${index}`);
      scene.functions.on(`${GUARD}-${index}`, () => ({ Content: Buffer.from(content).toString('base64') }));
    }
    await scene.deploy('new', scene.atOnce);
    expect(scene.served().current).toBe('two');
  });

  it('is given dynamic parameters beside those of the association', async () => {
    const scene = new Scene();
    scene.extend('PRE_START_DEPLOYMENT', GUARD, { team: 'ml' });
    await scene.engine.startDeployment({
      ...{ ...scene.environment, ...scene.profile, ConfigurationVersion: await scene.version('new') },
      ...{ DeploymentStrategyId: scene.atOnce, DynamicExtensionParameters: { ticket: 'T-1' } },
    });
    expect(scene.functions.calls[0]?.payload.Parameters).toEqual({ team: 'ml', ticket: 'T-1' });
  });
});

describe('PRE_CREATE_HOSTED_CONFIGURATION_VERSION', () => {
  it('sees the new content and the one before, and may change it', async () => {
    const scene = new Scene();
    await scene.version('first');
    scene.extend('PRE_CREATE_HOSTED_CONFIGURATION_VERSION', GUARD);
    scene.functions.on(GUARD, () => ({ Content: Buffer.from('"cleaned"').toString('base64') }));
    await scene.version('second');
    expect(scene.functions.calls[0]?.payload).toMatchObject({
      Content: Buffer.from('"second"').toString('base64'),
      PreviousContent: { Content: Buffer.from('"first"').toString('base64'), ContentVersion: '1' },
    });
    const stored = scene.engine.getHostedConfigurationVersion({ ...scene.profile, VersionNumber: 2 });
    expect(String(stored.Content)).toBe('"cleaned"');
  });

  it('vetoes the version, whose number goes to the next one', async () => {
    const scene = new Scene();
    scene.extend('PRE_CREATE_HOSTED_CONFIGURATION_VERSION', GUARD);
    scene.functions.on(GUARD, fails);
    await expect(scene.version('new')).rejects.toEqual(awsError('BadRequestException', /no credentials/));
    scene.functions.on(GUARD, () => ({}));
    await expect(scene.version('new')).resolves.toBe('1');
  });
});

describe('the ON_DEPLOYMENT action points', () => {
  it.each([
    ['ON_DEPLOYMENT_START', 'OnDeploymentStart', 1],
    ['ON_DEPLOYMENT_STEP', 'OnDeploymentStep', 4],
    ['ON_DEPLOYMENT_BAKING', 'OnDeploymentBaking', 1],
    ['ON_DEPLOYMENT_COMPLETE', 'OnDeploymentComplete', 1],
    ['ON_DEPLOYMENT_ROLLED_BACK', 'OnDeploymentRolledBack', 0],
  ] as const)('%s calls the function as %s', async (point, type, times) => {
    const scene = new Scene();
    scene.extend(point, GUARD);
    await scene.deploy('new');
    await scene.after(30);
    expect(scene.functions.calls.map(({ payload }) => payload.Type)).toEqual(Array(times).fill(type));
  });

  it('tell of a rollback', async () => {
    const scene = new Scene();
    scene.extend('ON_DEPLOYMENT_ROLLED_BACK', GUARD);
    await scene.deploy('new');
    await scene.stop();
    expect(scene.functions.calls.map(({ payload }) => payload.Type)).toEqual(['OnDeploymentRolledBack']);
  });

  it('record a failing function and go on', async () => {
    const scene = new Scene();
    scene.extend('ON_DEPLOYMENT_STEP', GUARD);
    scene.functions.on(GUARD, fails);
    await scene.deploy('new');
    await scene.after(30);
    expect(scene.deployment().State).toBe('COMPLETE');
    const step = scene.deployment().EventLog?.find(({ EventType }) => EventType === 'PERCENTAGE_UPDATED');
    expect(step?.ActionInvocations).toEqual([expect.objectContaining({ ErrorMessage: 'no credentials' })]);
  });

  it('leave alone what is no function', async () => {
    const scene = new Scene();
    scene.extend('ON_DEPLOYMENT_START', 'arn:aws:sns:us-east-1:123456789012:rollouts');
    await scene.deploy('new');
    expect(scene.functions.calls).toEqual([]);
  });
});

describe('an extension', () => {
  it.each([
    ['the application', (scene: Scene) => `application/${scene.applicationId}`],
    [
      'the environment',
      (scene: Scene) => `application/${scene.applicationId}/environment/${scene.environmentId}`,
    ],
  ])('may be associated with %s instead of the profile', async (_, resource) => {
    const scene = new Scene();
    scene.extend('ON_DEPLOYMENT_START', GUARD, {}, resource(scene));
    await scene.deploy('new');
    expect(scene.functions.calls).toHaveLength(1);
  });

  it('is called for a deployment only if it was associated when that started', async () => {
    const scene = new Scene();
    await scene.deploy('new');
    scene.extend('AT_DEPLOYMENT_TICK', GUARD);
    await scene.after(30);
    expect(scene.functions.calls).toEqual([]);
    expect((await scene.deploy('newer')).AppliedExtensions).toHaveLength(1);
  });
});
