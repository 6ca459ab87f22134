import { describe, expect, it } from 'vitest';
import { Scene, timeline } from './scene.ts';

const ALARM = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors';
const OTHER = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:latency';

async function watched(): Promise<Scene> {
  const scene = new Scene({ monitors: [{ AlarmArn: ALARM }, { AlarmArn: OTHER }] });
  await scene.deploy('old', scene.atOnce);
  await scene.deploy('new');
  return scene;
}

describe('a monitor that goes into alarm', () => {
  it('rolls the deployment back at the next look, and the log names the alarm', async () => {
    const scene = await watched();
    await scene.after(7);
    scene.alarms.set(OTHER, 'ALARM');
    await scene.after(1);
    expect(scene.deployment(2)).toMatchObject({ State: 'ROLLED_BACK', PercentageComplete: 0 });
    expect(scene.served()).toEqual({ current: 'old', percentage: 100 });
    const started = scene.deployment(2).EventLog?.[1];
    expect(started).toMatchObject({ EventType: 'ROLLBACK_STARTED', TriggeredBy: 'CLOUDWATCH_ALARM' });
    expect(started?.Description).toContain(OTHER);
    expect(started?.Description).not.toContain(ALARM);
  });

  it('still rolls back at the last moment of the bake time', async () => {
    const scene = await watched();
    await scene.after(29);
    scene.alarms.set(ALARM, 'ALARM');
    await scene.after(1);
    expect(scene.deployment(2).State).toBe('ROLLED_BACK');
  });

  it('does nothing to a deployment that is complete', async () => {
    const scene = await watched();
    await scene.after(30);
    scene.alarms.set(ALARM, 'ALARM');
    await scene.after(5);
    expect(scene.deployment(2).State).toBe('COMPLETE');
  });

  it('comes before a step that is due at the same moment', async () => {
    const scene = await watched();
    await scene.after(4);
    scene.alarms.set(ALARM, 'ALARM');
    await scene.after(1);
    expect(timeline(scene.deployment(2)).slice(1)).toEqual(['5 ROLLBACK_STARTED', '5 ROLLBACK_COMPLETED']);
  });

  it('rolls nothing back while its actions are disabled', async () => {
    const scene = await watched();
    scene.alarms.set(ALARM, 'ALARM', false);
    await scene.after(10);
    expect(scene.deployment(2).PercentageComplete).toBe(50);
  });

  it('counts from the moment it becomes a monitor of the environment', async () => {
    const scene = new Scene();
    scene.alarms.set(ALARM, 'ALARM');
    await scene.deploy('new');
    await scene.after(10);
    scene.engine.updateEnvironment({ ...scene.environment, Monitors: [{ AlarmArn: ALARM }] });
    await scene.after(1);
    expect(scene.deployment().State).toBe('ROLLED_BACK');
  });

  it('has no say in a revert', async () => {
    const scene = await watched();
    await scene.after(30);
    scene.alarms.set(ALARM, 'ALARM');
    expect((await scene.stop(2, true)).State).toBe('REVERTED');
  });
});

describe('an alarm that does not exist', () => {
  it('counts as one without data', async () => {
    const nowhere = { state: () => undefined };
    const strict = new Scene({ monitors: [{ AlarmArn: ALARM }], alarms: nowhere });
    await strict.deploy('new');
    expect(strict.deployment().State).toBe('ROLLED_BACK');
  });
});
