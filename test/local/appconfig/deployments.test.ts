import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsError, MINUTE, Scene, START, timeline } from './scene.ts';

const STEP = 'arn:aws:lambda:us-east-1:123456789012:function:step';

/** A scene in which version 1 is served and the deployment of version 2 has just started, as number 2. */
async function rollingOut(): Promise<Scene> {
  const scene = new Scene();
  await scene.deploy('old', scene.atOnce);
  await scene.deploy('new');
  return scene;
}

describe('a deployment', () => {
  it('grows step by step, bakes and completes, and the log tells when', async () => {
    const scene = new Scene();
    await scene.deploy('new');
    await scene.after(40);
    expect(timeline(scene.deployment())).toEqual([
      '0 DEPLOYMENT_STARTED',
      '5 PERCENTAGE_UPDATED',
      '10 PERCENTAGE_UPDATED',
      '15 PERCENTAGE_UPDATED',
      '20 PERCENTAGE_UPDATED',
      '20 BAKE_TIME_STARTED',
      '30 DEPLOYMENT_COMPLETED',
    ]);
  });

  it('answers its start as AWS does: deploying, with the start as the only event', async () => {
    const scene = new Scene();
    const started = await scene.deploy('new');
    expect(started).toMatchObject({
      ...{ DeploymentNumber: 1, State: 'DEPLOYING', PercentageComplete: 0, ConfigurationName: 'flags' },
      ...{ ConfigurationVersion: '1', GrowthType: 'LINEAR', GrowthFactor: 25, StartedAt: new Date(START) },
    });
    expect(started.EventLog).toEqual([expect.objectContaining({ TriggeredBy: 'USER' })]);
  });

  it('serves both versions with the percentage while it runs, and only the new one afterwards', async () => {
    const scene = await rollingOut();
    await scene.after(10);
    expect(scene.served()).toEqual({ current: 'new', previous: 'old', percentage: 50 });
    await scene.after(20);
    expect(scene.served()).toEqual({ current: 'new', percentage: 100 });
  });

  it('moves only when it is told that time has passed', async () => {
    const scene = await rollingOut();
    scene.clock.advance(3_600_000);
    expect(scene.deployment(2)).toMatchObject({ State: 'DEPLOYING', PercentageComplete: 0 });
  });

  it('says in the environment how its last deployment stands', async () => {
    const scene = new Scene();
    expect(scene.environmentState()).toBe('READY_FOR_DEPLOYMENT');
    await scene.deploy('new');
    expect(scene.environmentState()).toBe('DEPLOYING');
    await scene.after(25);
    expect(scene.deployment().State).toBe('BAKING');
    expect(scene.environmentState()).toBe('DEPLOYING');
    await scene.after(5);
    expect(scene.environmentState()).toBe('READY_FOR_DEPLOYMENT');
  });

  it('has the same history whether time comes in one jump or in pieces', async () => {
    const pieces = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(pieces, async (minutes) => {
        const [inPieces, inOneJump] = [new Scene(), new Scene()];
        for (const scene of [inPieces, inOneJump]) await scene.deploy('new');
        for (const piece of minutes) await inPieces.after(piece);
        await inOneJump.after(minutes.reduce((sum, piece) => sum + piece, 0));
        expect(inPieces.deployment()).toEqual(inOneJump.deployment());
      }),
    );
  });

  it('does not touch another profile of the environment', async () => {
    const scene = await rollingOut();
    const { Id = '' } = scene.engine.createConfigurationProfile({
      ...{ ...scene.environment, Name: 'prompts', LocationUri: 'hosted' },
    });
    await scene.after(10);
    expect(() => scene.engine.deployed('shop', 'prod', Id)).toThrow(awsError('ResourceNotFoundException'));
  });

  it('keeps the content it was started with when the version is deleted', async () => {
    const scene = await rollingOut();
    scene.engine.deleteHostedConfigurationVersion({ ...scene.profile, VersionNumber: 2 });
    await scene.after(30);
    expect(scene.served().current).toBe('new');
  });

  it('can be started by the label of a version', async () => {
    const scene = new Scene();
    await scene.version('labelled', 'v1.0');
    await scene.start('v1.0', scene.atOnce);
    expect(scene.deployment()).toMatchObject({ ConfigurationVersion: '1', VersionLabel: 'v1.0' });
    expect(scene.served().current).toBe('labelled');
  });
});

describe('deployments of several environments', () => {
  it('move in the order of time, not one after the other', async () => {
    const scene = new Scene();
    const beta = { ...scene.engine.createEnvironment({ ...scene.environment, Name: 'beta' }) };
    scene.extend('ON_DEPLOYMENT_STEP', STEP, {}, `application/${scene.applicationId}`);
    await scene.deploy('new');
    await scene.engine.startDeployment({
      ...{ ...scene.profile, EnvironmentId: beta.Id, ConfigurationVersion: '1' },
      DeploymentStrategyId: scene.gradual,
    });
    await scene.after(20);
    const names = scene.functions.calls.map(({ payload }) => (payload.Environment as { Name: string }).Name);
    expect(names).toEqual(['prod', 'beta', 'prod', 'beta', 'prod', 'beta', 'prod', 'beta']);
  });
});

describe('a tick', () => {
  it('that is called while another is under way ends when everything due is done', async () => {
    const scene = new Scene();
    scene.extend('ON_DEPLOYMENT_STEP', STEP);
    await scene.deploy('new');
    scene.clock.advance(30 * MINUTE);
    const first = scene.engine.tick();
    await scene.engine.tick();
    expect(scene.deployment().State).toBe('COMPLETE');
    await first;
    expect(scene.functions.calls).toHaveLength(4);
  });

  it('leaves a deployment alone that is still being started', async () => {
    const scene = new Scene();
    scene.extend('ON_DEPLOYMENT_START', STEP);
    scene.functions.on(STEP, async () => {
      await scene.after(10);
      expect(scene.deployment().PercentageComplete).toBe(0);
    });
    await scene.deploy('new');
    expect(scene.deployment().EventLog?.at(-1)?.ActionInvocations?.[0]).not.toHaveProperty('ErrorMessage');
    expect(scene.deployment().PercentageComplete).toBe(50);
  });
});

describe('starting a deployment', () => {
  it('is a conflict while another one of the environment grows, bakes or is validated', async () => {
    const scene = new Scene();
    await scene.version('new');
    const first = scene.start('1');
    await expect(scene.start('1')).rejects.toEqual(awsError('ConflictException', /in progress/));
    await first;
    await scene.after(25);
    await expect(scene.start('1')).rejects.toEqual(awsError('ConflictException', /in progress/));
  });

  it('runs beside a deployment of another environment', async () => {
    const scene = await rollingOut();
    const EnvironmentId = scene.engine.createEnvironment({ ...scene.environment, Name: 'beta' }).Id;
    await scene.engine.startDeployment({
      ...{ ...scene.profile, EnvironmentId, ConfigurationVersion: '1', DeploymentStrategyId: scene.gradual },
    });
    await scene.after(10);
    expect(scene.deployment(2).PercentageComplete).toBe(50);
    expect(scene.engine.deployed('shop', 'beta', 'flags').percentage).toBe(50);
  });

  it('is a conflict when somebody else deployed since the caller looked', async () => {
    const scene = new Scene();
    await scene.deploy('old', scene.atOnce);
    const again = (LatestDeploymentNumber: number) =>
      scene.engine.startDeployment({
        ...{ ...scene.environment, ...scene.profile, ConfigurationVersion: '1', LatestDeploymentNumber },
        DeploymentStrategyId: scene.atOnce,
      });
    await expect(again(0)).rejects.toEqual(awsError('ConflictException', /the latest deployment is 1/));
    await expect(again(1)).resolves.toMatchObject({ DeploymentNumber: 2 });
  });

  it('leaves the environment free when it fails', async () => {
    const scene = new Scene();
    await expect(scene.start('7')).rejects.toEqual(awsError('ResourceNotFoundException'));
    await expect(scene.deploy('new')).resolves.toMatchObject({ DeploymentNumber: 1 });
  });

  it('lists the deployments of the environment, newest first', async () => {
    const scene = await rollingOut();
    const { Items = [] } = scene.engine.listDeployments(scene.environment);
    expect(Items.map(({ DeploymentNumber }) => DeploymentNumber)).toEqual([2, 1]);
  });
});

describe('stopping a deployment', () => {
  it('rolls back one in progress and serves the version before', async () => {
    const scene = await rollingOut();
    await scene.after(10);
    expect((await scene.stop(2)).State).toBe('ROLLED_BACK');
    expect(scene.served()).toEqual({ current: 'old', percentage: 100 });
    expect(scene.environmentState()).toBe('ROLLED_BACK');
    expect(timeline(scene.deployment(2)).slice(-2)).toEqual(['10 ROLLBACK_STARTED', '10 ROLLBACK_COMPLETED']);
  });

  it('leaves nothing deployed when it was the first', async () => {
    const scene = new Scene();
    await scene.deploy('new');
    await scene.after(10);
    await scene.stop();
    expect(() => scene.served()).toThrow(awsError('ResourceNotFoundException'));
  });

  it('reverts a complete one within seventy-two hours when that is allowed', async () => {
    const scene = await rollingOut();
    await scene.after(30 + 72 * 60);
    await expect(scene.stop(2)).rejects.toEqual(awsError('BadRequestException', /AllowRevert/));
    expect((await scene.stop(2, true)).State).toBe('REVERTED');
    expect(scene.served()).toEqual({ current: 'old', percentage: 100 });
    expect(scene.environmentState()).toBe('REVERTED');
    expect(timeline(scene.deployment(2)).at(-1)).toBe(`${30 + 72 * 60} REVERT_COMPLETED`);
  });

  it('refuses to revert after seventy-two hours', async () => {
    const scene = await rollingOut();
    await scene.after(30 + 72 * 60 + 1);
    await expect(scene.stop(2, true)).rejects.toEqual(awsError('BadRequestException', /72 hours/));
  });

  it('refuses to revert a deployment that a later one replaced', async () => {
    const scene = await rollingOut();
    await scene.after(30);
    await expect(scene.stop(1, true)).rejects.toEqual(awsError('BadRequestException', /not the latest/));
  });

  it('refuses one that is already back', async () => {
    const scene = await rollingOut();
    await scene.stop(2);
    await expect(scene.stop(2, true)).rejects.toEqual(awsError('BadRequestException', /ROLLED_BACK/));
  });

  it('frees the environment for the next deployment', async () => {
    const scene = await rollingOut();
    await scene.stop(2);
    await scene.deploy('newer', scene.atOnce);
    expect(scene.served().current).toBe('newer');
  });
});
