import type { AppConfigClient } from '@aws-sdk/client-appconfig';
import { describe, expect, it } from 'vitest';
import { findStage } from '../../cli/appconfig/stage.ts';
import { PROFILE } from '../../lambda/contract.ts';
import { synthesizeStage } from '../../lib/synthesize.ts';
import type { DEFAULT_BEHAVIOUR } from '../../local/appconfig/behaviour.ts';
import { VirtualClock } from '../../local/clock.ts';
import { senderTo } from '../../local/rehearsal/engine-sender.ts';
import { RehearsedStage } from '../../local/rehearsal/rehearsed-stage.ts';
import { awsError, Scene, START } from '../local/appconfig/scene.ts';
import { aStage } from './helpers/stage.ts';

const ALARM = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors';

/** Every position of the switches that a first deployment could depend on. */
const POSITIONS = (['after-one-step', 'at-start', 'spread'] as const).flatMap((firstStep) =>
  (['roll-back', 'ignore-until-it-recovers'] as const).flatMap((alarmFiringAtStart) =>
    (['roll-back', 'ignore'] as const).map((insufficientData) => ({
      firstStep,
      alarmFiringAtStart,
      insufficientData,
    })),
  ),
);

/** A scene whose one monitor has no data yet, as an alarm that was made a moment ago. */
function withNewAlarm(behaviour: Partial<typeof DEFAULT_BEHAVIOUR> = {}): Scene {
  const scene = new Scene({ behaviour, monitors: [{ AlarmArn: ALARM }] });
  scene.alarms.set(ALARM, 'INSUFFICIENT_DATA');
  return scene;
}

describe('the first deployments of a stage', () => {
  const { template } = synthesizeStage(aStage());

  it.each(POSITIONS)('complete: $firstStep, $alarmFiringAtStart, $insufficientData', async (behaviour) => {
    const stage = await RehearsedStage.create({ template, clock: new VirtualClock(START), behaviour });
    expect([1, 2].map((number) => stage.deployment(number).state)).toEqual(['COMPLETE', 'COMPLETE']);
  });
});

describe('a first deployment that begins before its alarms have been evaluated', () => {
  it.each(POSITIONS)(
    'is lost only if both switches are as bad as can be: $firstStep, $alarmFiringAtStart, $insufficientData',
    async (behaviour) => {
      const scene = withNewAlarm(behaviour);
      await scene.deploy('first', scene.atOnce);
      const { alarmFiringAtStart, insufficientData } = behaviour;
      const isLost = alarmFiringAtStart === 'roll-back' && insufficientData === 'roll-back';
      expect(scene.deployment().State).toBe(isLost ? 'ROLLED_BACK' : 'COMPLETE');
    },
  );

  it('leaves nothing deployed, and is started again by hand once the alarms are well', async () => {
    const scene = withNewAlarm();
    const version = await scene.version('first');
    await scene.start(version, scene.atOnce);
    const { ApplicationId, EnvironmentId } = scene.environment;
    const served = () => scene.engine.deployed(ApplicationId, EnvironmentId, scene.profileId).current.version;
    expect(served).toThrow();
    scene.alarms.set(ALARM, 'OK');
    await scene.start(version, scene.atOnce);
    expect(served()).toBe(version);
  });
});

describe('an edited first version', () => {
  it('goes to everybody at once, over what operators have rolled out', async () => {
    const scene = new Scene();
    await scene.deploy('first', scene.atOnce);
    await scene.deploy('candidate');
    await scene.after(30);
    await scene.deploy('edited', scene.atOnce);
    expect(scene.deployment(3)).toMatchObject({ State: 'COMPLETE', ConfigurationVersion: '3' });
  });

  it('does not come through while a rollout runs, which fails the update of the stack', async () => {
    const scene = new Scene();
    await scene.deploy('first', scene.atOnce);
    await scene.deploy('candidate');
    await expect(scene.deploy('edited', scene.atOnce)).rejects.toEqual(awsError('ConflictException', /./));
  });

  it('comes through after a rollback, which has ended the rollout', async () => {
    const scene = new Scene({ monitors: [{ AlarmArn: ALARM }] });
    await scene.deploy('first', scene.atOnce);
    await scene.deploy('candidate');
    scene.alarms.set(ALARM, 'ALARM');
    await scene.after(1);
    scene.alarms.set(ALARM, 'OK');
    await scene.deploy('edited', scene.atOnce);
    expect([2, 3].map((number) => scene.deployment(number).State)).toEqual(['ROLLED_BACK', 'COMPLETE']);
  });
});

describe('what a destroyed stage has left', () => {
  it('is an application without environment, with every version that there was', async () => {
    const scene = new Scene();
    await scene.deploy('first', scene.atOnce);
    await scene.deploy('candidate', scene.atOnce);
    scene.engine.deleteEnvironment(scene.environment);
    expect(scene.engine.listHostedConfigurationVersions(scene.profile).Items).toHaveLength(2);
    const remove = () => scene.engine.deleteConfigurationProfile(scene.profile);
    expect(remove).toThrow(awsError('ConflictException', /hosted versions/));
  });

  it('is not taken for the stage that is deployed again under the same names', async () => {
    const { engine, environment } = new Scene();
    engine.deleteEnvironment(environment);
    const ApplicationId = engine.createApplication({ Name: 'shop' }).Id ?? '';
    const EnvironmentId = engine.createEnvironment({ ApplicationId, Name: 'prod' }).Id;
    const profile = { ApplicationId, Name: PROFILE.flags, LocationUri: 'hosted' };
    const { Id: profileId } = engine.createConfigurationProfile(profile);
    for (const app of [undefined, 'shop']) {
      const { place } = await findStage(senderTo<AppConfigClient>(engine), { env: 'prod', app });
      expect(place).toEqual({ applicationId: ApplicationId, environmentId: EnvironmentId, profileId });
    }
  });
});
