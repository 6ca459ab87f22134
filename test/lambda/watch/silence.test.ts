import { describe, expect, it } from 'vitest';
import {
  aRamp,
  aWatch,
  ERRORS,
  EVIDENCE,
  operationOf,
  type WatchScene,
  type WatchSceneOptions,
} from './watch-scene.ts';

/** A condemned candidate that has to be killed, with a monitor that fires already. */
async function aKillAgainst(
  state: 'ALARM' | 'INSUFFICIENT_DATA',
  options: WatchSceneOptions = {},
): Promise<WatchScene> {
  const watched = await aWatch(options);
  await watched.complete(aRamp(10));
  watched.verdict = 'roll_back';
  watched.alarm(EVIDENCE, state);
  return watched;
}

function refuse(watched: WatchScene, ...operations: readonly string[]): void {
  watched.interceptCloudWatch = (request) =>
    operations.includes(operationOf(request))
      ? { status: 400, body: '{"__type":"AccessDenied"}' }
      : undefined;
}

describe('a monitor that fires', () => {
  it.each([
    ['ALARM', { alarmFiringAtStart: 'roll-back' }],
    ['ALARM', { alarmFiringAtStart: 'ignore-until-it-recovers' }],
    ['INSUFFICIENT_DATA', { insufficientData: 'roll-back' }],
    ['INSUFFICIENT_DATA', { insufficientData: 'ignore' }],
  ] as const)('does not take a kill back (%s, %j)', async (state, behaviour) => {
    const watched = await aKillAgainst(state, { behaviour });
    expect(await watched.look()).toMatchObject({ action: 'killed', deploymentNumber: 2 });
    expect(watched.served).toMatchObject({ flags: [{ killed: ['new'] }] });
  });

  it('is heeded again once the kill is over, and nothing else is touched', async () => {
    const watched = await aKillAgainst('ALARM');
    watched.cloudWatch.disableAlarmActions({ AlarmNames: [ERRORS] });
    await watched.look();
    expect(watched.disabled).toEqual([ERRORS]);
    expect(watched.tagsOf()).toEqual({});
  });

  it('takes back what it would without the silence', async () => {
    const watched = await aKillAgainst('ALARM');
    refuse(watched, 'DisableAlarmActions');
    const result = await watched.look();
    expect(result).toMatchObject({ action: 'failed', deploymentNumber: 2 });
    expect(result.reason).toMatch(/taken back.*shop-prod-guard-evidence.*next look tries again/);
  });

  it('that is well is not silenced', async () => {
    const watched = await aKillAgainst('ALARM');
    watched.alarm(EVIDENCE, 'OK');
    await watched.look();
    expect(watched.requests.cloudWatch).not.toContain('DisableAlarmActions');
  });
});

describe('a kill that a monitor took back', () => {
  async function takenBack(): Promise<WatchScene> {
    const watched = await aKillAgainst('ALARM');
    refuse(watched, 'DisableAlarmActions');
    await watched.look();
    // The guard sees nothing in motion after a rollback: what the watch does now, it does from its own decision.
    watched.verdict = 'continue';
    return watched;
  }

  it('is deployed again, the same version, until it stays', async () => {
    const watched = await takenBack();
    expect(await watched.look()).toMatchObject({ action: 'failed', deploymentNumber: 3 });
    refuse(watched);
    expect(await watched.look()).toMatchObject({ action: 'killed', deploymentNumber: 4 });
    const { Items } = watched.scene.engine.listHostedConfigurationVersions(watched.scene.profile);
    expect(Items).toHaveLength(2);
    expect(watched.scene.deployment(4).Description).toBe(watched.scene.deployment(2).Description);
    expect(JSON.parse(watched.lines.at(-1) ?? '')).toMatchObject({ WatchActions: 1 });
  });

  it("is never an operator's deployment", async () => {
    const watched = await aWatch();
    await watched.complete(aRamp(10));
    await watched.scene.deploy(aRamp(20));
    watched.alarm(EVIDENCE, 'ALARM');
    await watched.scene.after(1);
    expect(watched.history[0]).toBe('2 ROLLED_BACK');
    expect(await watched.look()).toMatchObject({ action: 'none' });
    expect(watched.history).toHaveLength(2);
  });

  it.each([1, 2])('is given up when an operator tags deployment %i', async (number) => {
    const watched = await takenBack();
    watched.keep(number);
    expect(await watched.look()).toMatchObject({ action: 'kept' });
    expect(watched.history).toHaveLength(2);
  });

  it('is given up when the rollout is no longer watched', async () => {
    const watched = await takenBack();
    watched.scene.clock.advance(73 * 3_600_000);
    expect(await watched.look()).toMatchObject({ action: 'none' });
  });

  it('gives way to an operator who deploys meanwhile', async () => {
    const watched = await takenBack();
    watched.alarm(EVIDENCE, 'OK');
    watched.interceptAppConfig = async ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/deployments')) await watched.complete(aRamp(0));
      return undefined;
    };
    expect(await watched.look()).toMatchObject({ action: 'lost-race' });
    expect(watched.served).toEqual(aRamp(0));
  });
});

describe('alarms that were silenced when the watch was cut off', () => {
  it('are recorded, and heeded again with the next look', async () => {
    const watched = await aKillAgainst('ALARM');
    refuse(watched, 'EnableAlarmActions');
    expect(await watched.look()).toMatchObject({ action: 'killed' });
    expect(watched.disabled).toEqual([EVIDENCE]);
    expect(watched.tagsOf()).toEqual({ 'model-rollout:silenced:2:0': EVIDENCE });
    refuse(watched);
    await watched.look();
    expect(watched.disabled).toEqual([]);
    expect(watched.tagsOf()).toEqual({});
  });

  it('are reported at every look until they are heeded again, and the watch goes on', async () => {
    const watched = await aKillAgainst('ALARM');
    refuse(watched, 'EnableAlarmActions');
    await watched.look();
    await watched.complete(aRamp(0), aRamp(20));
    expect(await watched.look()).toMatchObject({ action: 'reverted', deploymentNumber: 4 });
    const record = JSON.parse(watched.lines.at(-1) ?? '');
    expect(record).toMatchObject({ GuardBlind: 1, WatchActions: 1 });
    expect(record.troubles).toEqual([expect.stringMatching(/silenced could not be .* heeded again/)]);
    refuse(watched);
    await watched.look();
    expect(watched.disabled).toEqual([]);
  });

  it("are heeded again while an operator's deployment is in progress", async () => {
    const watched = await aKillAgainst('ALARM');
    refuse(watched, 'EnableAlarmActions');
    await watched.look();
    refuse(watched);
    watched.alarm(EVIDENCE, 'OK');
    await watched.scene.deploy(aRamp(20));
    await watched.look();
    expect(watched.disabled).toEqual([]);
  });

  it('leave the tags of others alone', async () => {
    const watched = await aKillAgainst('ALARM');
    const { applicationId, environmentId, engine } = watched.scene;
    const ResourceArn = `arn:aws:appconfig:us-east-1:123456789012:application/${applicationId}/environment/${environmentId}`;
    engine.tagResource({ ResourceArn, Tags: { team: 'us', 'model-rollout:silenced': 'x' } });
    await watched.look();
    expect(watched.tagsOf()).toEqual({ team: 'us', 'model-rollout:silenced': 'x' });
  });
});

describe('a kill that takes its time', () => {
  it('is waited for with its monitors silenced', async () => {
    const watched = await aKillAgainst('ALARM', { atOnceMinutes: 2 });
    watched.onPause = async () => {
      expect(watched.disabled).toEqual([EVIDENCE]);
      await watched.scene.after(1);
    };
    expect(await watched.look()).toMatchObject({ action: 'killed' });
    expect(watched.pauses).toBe(2);
    expect(watched.history[0]).toBe('2 COMPLETE');
    expect(watched.disabled).toEqual([]);
  });

  it('stays silent until a later look when it takes longer than the watch waits', async () => {
    const watched = await aKillAgainst('ALARM', { atOnceMinutes: 60 });
    expect(await watched.look()).toMatchObject({ action: 'killed' });
    await watched.scene.after(30);
    expect(await watched.look()).toMatchObject({ action: 'none' });
    expect(watched.disabled).toEqual([EVIDENCE]);
    await watched.scene.after(30);
    await watched.look();
    expect(watched.history[0]).toBe('2 COMPLETE');
    expect(watched.disabled).toEqual([]);
  });
});
