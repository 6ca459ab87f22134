import { describe, expect, it } from 'vitest';
import type { AppConfigBehaviour } from '../../../local/appconfig/behaviour.ts';
import { awsError, MINUTE, Scene, timeline } from './scene.ts';

const ALARM = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors';
const TICK = 'arn:aws:lambda:us-east-1:123456789012:function:tick';

/** A scene with one monitor, in the given positions of the switches. */
function positioned(behaviour: Partial<AppConfigBehaviour>): Scene {
  return new Scene({ behaviour, monitors: [{ AlarmArn: ALARM }] });
}

describe('firstStep', () => {
  it.each([
    ['after-one-step', 0, 75],
    ['at-start', 25, 100],
    ['spread', 0, 75],
  ] as const)(
    '%s: decides what is reached at the start and after three quarters of the time',
    async (firstStep, ...reached) => {
      const scene = positioned({ firstStep });
      await scene.deploy('new');
      const atStart = scene.deployment().PercentageComplete;
      await scene.after(15);
      expect([atStart, scene.deployment().PercentageComplete]).toEqual(reached);
    },
  );

  it('has no say in when the bake time starts', async () => {
    for (const firstStep of ['after-one-step', 'at-start', 'spread'] as const) {
      const scene = positioned({ firstStep });
      await scene.deploy('new');
      await scene.after(30);
      expect(timeline(scene.deployment())).toContain('20 BAKE_TIME_STARTED');
    }
  });
});

describe('alarmFiringAtStart', () => {
  it('roll-back: takes the deployment back before its first step', async () => {
    const scene = positioned({ alarmFiringAtStart: 'roll-back', firstStep: 'at-start' });
    scene.alarms.set(ALARM, 'ALARM');
    await scene.deploy('new');
    expect(scene.deployment().State).toBe('ROLLED_BACK');
    expect(timeline(scene.deployment())).not.toContain('0 PERCENTAGE_UPDATED');
  });

  it('ignore-until-it-recovers: holds only a new alarm against the deployment', async () => {
    const scene = positioned({ alarmFiringAtStart: 'ignore-until-it-recovers' });
    scene.alarms.set(ALARM, 'ALARM');
    await scene.deploy('new');
    await scene.after(10);
    expect(scene.deployment().PercentageComplete).toBe(50);
    scene.alarms.set(ALARM, 'OK');
    await scene.after(1);
    scene.alarms.set(ALARM, 'ALARM');
    await scene.after(1);
    expect(scene.deployment().State).toBe('ROLLED_BACK');
  });
});

describe('insufficientData', () => {
  it.each([
    ['roll-back', 'ROLLED_BACK'],
    ['ignore', 'DEPLOYING'],
  ] as const)('%s: leaves a deployment whose alarm has no data %s', async (insufficientData, state) => {
    const scene = positioned({ insufficientData });
    await scene.deploy('new');
    scene.alarms.set(ALARM, 'INSUFFICIENT_DATA');
    await scene.after(1);
    expect(scene.deployment().State).toBe(state);
  });
});

describe('stopWhileBaking', () => {
  it('accept: rolls back a deployment that bakes', async () => {
    const scene = positioned({ stopWhileBaking: 'accept' });
    await scene.deploy('new');
    await scene.after(25);
    expect((await scene.stop()).State).toBe('ROLLED_BACK');
  });

  it('refuse: asks for AllowRevert', async () => {
    const scene = positioned({ stopWhileBaking: 'refuse' });
    await scene.deploy('new');
    await scene.after(25);
    await expect(scene.stop()).rejects.toEqual(awsError('BadRequestException', /BAKING/));
    expect((await scene.stop(1, true)).State).toBe('ROLLED_BACK');
  });
});

describe('jsonSchemaAt', () => {
  const validators = [{ Type: 'JSON_SCHEMA' as const, Content: '{"type":"object"}' }];

  it('deployment: stores a version that the schema refuses, and refuses to deploy it', async () => {
    const scene = new Scene({ validators, behaviour: { jsonSchemaAt: 'deployment' } });
    const version = await scene.version('text');
    await expect(scene.start(version)).rejects.toEqual(awsError('BadRequestException', /object/));
  });

  it('version-and-deployment: refuses to store it', async () => {
    const scene = new Scene({ validators, behaviour: { jsonSchemaAt: 'version-and-deployment' } });
    await expect(scene.version('text')).rejects.toEqual(awsError('BadRequestException', /object/));
    await expect(scene.version({})).resolves.toBe('1');
  });
});

describe('the intervals', () => {
  it('monitorIntervalMs: an alarm between two looks goes unseen', async () => {
    for (const [minutes, state] of [
      [1, 'ROLLED_BACK'],
      [4, 'DEPLOYING'],
    ] as const) {
      const scene = positioned({ monitorIntervalMs: minutes * MINUTE });
      await scene.deploy('new');
      scene.alarms.set(ALARM, 'ALARM');
      await scene.after(2);
      scene.alarms.set(ALARM, 'OK');
      await scene.after(2);
      expect(scene.deployment().State).toBe(state);
    }
  });

  it('tickIntervalMs: decides how often the tick function is asked', async () => {
    for (const minutes of [1, 5]) {
      const scene = positioned({ tickIntervalMs: minutes * MINUTE });
      scene.extend('AT_DEPLOYMENT_TICK', TICK);
      await scene.deploy('new');
      await scene.after(30);
      expect(scene.functions.calls).toHaveLength(30 / minutes);
    }
  });

  it('rollbackMs: keeps the deployment rolling back, with the version before already served', async () => {
    const scene = positioned({ rollbackMs: 2 * MINUTE });
    await scene.deploy('old', scene.atOnce);
    await scene.deploy('new');
    await scene.after(10);
    expect((await scene.stop(2)).State).toBe('ROLLING_BACK');
    expect(scene.environmentState()).toBe('ROLLING_BACK');
    expect(scene.served()).toEqual({ current: 'old', percentage: 100 });
    await expect(scene.start('2')).rejects.toEqual(awsError('ConflictException'));
    await scene.after(2);
    expect(timeline(scene.deployment(2)).at(-1)).toBe('12 ROLLBACK_COMPLETED');
  });
});
