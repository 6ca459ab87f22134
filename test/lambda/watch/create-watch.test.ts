import { describe, expect, it } from 'vitest';
import { aDocument, aFlag, aPercentage, aSplit } from '../../helpers/flag-documents.ts';
import { aRamp, aWatch, aWatchedRollout, ERRORS, EVIDENCE, HOUR, type WatchScene } from './watch-scene.ts';

/** The document with the candidate killed, as it is printed: defaults are left out. */
function killed(percentage: number, value = 'new') {
  const rules = [aPercentage(percentage, {}, value)];
  return { version: 1, flags: [{ flag: 'm', permanent: true, default: 'old', killed: [value], rules }] };
}

function condemned(watched: WatchScene): WatchScene {
  watched.verdict = 'roll_back';
  return watched;
}

describe('a verdict against the candidate', () => {
  it('reverts the rollout', async () => {
    const watched = condemned(await aWatchedRollout());
    const result = await watched.look();
    expect(result).toMatchObject({ action: 'reverted', deploymentNumber: 2 });
    expect(result.reason).toMatch(/evidence 30 >= 20 after 1 minutes/);
    expect(watched.history).toEqual(['2 REVERTED', '1 COMPLETE']);
    expect(watched.served).toEqual(aRamp(0));
  });

  it('kills the candidate when AppConfig reverts no more', async () => {
    const watched = condemned(await aWatchedRollout({ watchHours: 168 }));
    watched.scene.clock.advance(72 * HOUR);
    expect(await watched.look()).toMatchObject({ action: 'killed', deploymentNumber: 3 });
    expect(watched.history).toEqual(['3 COMPLETE', '2 COMPLETE', '1 COMPLETE']);
    expect(watched.served).toEqual(killed(10));
    expect(watched.requests.appConfig.filter((request) => request.startsWith('DELETE'))).toEqual([]);
  });

  it('says in the deployment what was killed, by whom and why', async () => {
    const watched = condemned(await aWatch());
    await watched.complete(aDocument([aFlag({ rules: [aPercentage(5, {}, 'né')] })]));
    await watched.look();
    const { Description } = watched.scene.deployment(2);
    expect(Description).toMatch(/^model-rollout watch: killed "n\?" of m: evidence 30 >= 20/);
    expect(watched.served).toEqual(killed(5, 'né'));
  });

  it('encrypts what it deploys with the key of the document', async () => {
    const watched = condemned(await aWatch({ encryptionKey: 'alias/flags' }));
    await watched.complete(aDocument([aFlag({ rules: [aPercentage(5)] })]));
    await watched.look();
    expect(watched.scene.deployment(2).KmsKeyIdentifier).toBe('alias/flags');
  });

  it('kills in a later step of a ramp, which a revert would only set back', async () => {
    const watched = condemned(await aWatch());
    await watched.complete(aRamp(0), aRamp(1), aRamp(10));
    expect(await watched.look()).toMatchObject({ action: 'killed', deploymentNumber: 4 });
    expect(watched.served).toEqual(killed(10));
  });

  it('kills in the step of a ramp that is served again after a later one was rolled back', async () => {
    const watched = await aWatchedRollout();
    await watched.scene.deploy(aRamp(20));
    await watched.scene.stop(3);
    await watched.scene.after(10);
    expect(await watched.look()).toMatchObject({ action: 'none', reason: 'the guard finds no cause' });
    expect(await condemned(watched).look()).toMatchObject({ action: 'killed', deploymentNumber: 4 });
    expect(watched.history).toEqual(['4 COMPLETE', '3 ROLLED_BACK', '2 COMPLETE', '1 COMPLETE']);
    expect(watched.served).toEqual(killed(10));
  });

  it('kills when there is no version before', async () => {
    const watched = condemned(await aWatch());
    await watched.complete(aRamp(10));
    expect(await watched.look()).toMatchObject({ action: 'killed', deploymentNumber: 2 });
  });

  it('kills when the version before is deleted', async () => {
    const watched = condemned(await aWatchedRollout());
    watched.scene.engine.deleteHostedConfigurationVersion({ ...watched.scene.profile, VersionNumber: 1 });
    expect(await watched.look()).toMatchObject({ action: 'killed' });
  });

  it('kills when AppConfig refuses to revert', async () => {
    const watched = condemned(await aWatchedRollout());
    const headers = { 'x-amzn-errortype': 'BadRequestException' };
    watched.interceptAppConfig = ({ method }) =>
      method === 'DELETE' ? { status: 400, headers, body: '{}' } : undefined;
    expect(await watched.look()).toMatchObject({ action: 'killed', deploymentNumber: 3 });
    expect(watched.served).toEqual(killed(10));
  });

  it('kills every candidate of a split and keeps its control', async () => {
    const watched = condemned(await aWatch());
    await watched.complete(aDocument([aFlag({ rules: [aSplit(['basis', 'one', 'two'])] })]));
    expect(await watched.look()).toMatchObject({ action: 'killed' });
    expect(watched.served).toMatchObject({ flags: [{ killed: ['one', 'two'] }] });
  });

  it('is reported as failed where nothing could be served in place of the candidate', async () => {
    const watched = condemned(await aWatch());
    await watched.complete(aDocument([aFlag({ rules: [aPercentage(10, {}, 'old')] })]));
    const result = await watched.look();
    expect(result).toMatchObject({ action: 'failed', deploymentNumber: 1 });
    expect(result.reason).toMatch(/cannot be killed.*is the default.*still served/);
    expect(watched.history).toEqual(['1 COMPLETE']);
    expect(watched.lines.map((line) => JSON.parse(line).GuardBlind)).toContain(1);
  });

  it('waits for a deployment of another profile that is in progress', async () => {
    const watched = condemned(await aWatch());
    await watched.complete(aRamp(10));
    const { engine, environment, gradual } = watched.scene;
    const { ApplicationId } = environment;
    const prompts = engine.createConfigurationProfile({ ApplicationId, Name: 'p', LocationUri: 'hosted' });
    const profile = { ApplicationId, ConfigurationProfileId: prompts.Id };
    const version = { ...profile, ContentType: 'text/plain', Content: Buffer.from('be kind') };
    await engine.createHostedConfigurationVersion(version);
    const deployment = {
      ...environment,
      ...profile,
      ConfigurationVersion: '1',
      DeploymentStrategyId: gradual,
    };
    await engine.startDeployment(deployment);
    const result = await watched.look();
    expect(result.reason).toMatch(/deployment 2 of another profile is in progress/);
    await watched.scene.after(30);
    expect(await watched.look()).toMatchObject({ action: 'killed', deploymentNumber: 3 });
  });
});

describe('a look without cause', () => {
  it.each(['continue', 'promote'] as const)('changes nothing (%s)', async (verdict) => {
    const watched = await aWatchedRollout();
    watched.verdict = verdict;
    expect(await watched.look()).toMatchObject({ action: 'none', deploymentNumber: 2 });
    expect(watched.history).toEqual(['2 COMPLETE', '1 COMPLETE']);
  });

  it('says that it is blind, and changes nothing', async () => {
    const watched = await aWatchedRollout();
    watched.verdict = 'blind';
    const result = await watched.look();
    expect(result).toMatchObject({ action: 'none', reason: expect.stringMatching(/blind.*half is missing/) });
    expect(watched.lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ GuardBlind: 1, WatchActions: 0, watch: result }),
    ]);
  });
});

describe('the record of a look', () => {
  it('counts what was done beside the evidence', async () => {
    const watched = condemned(await aWatchedRollout());
    const result = await watched.look();
    const [record] = watched.lines.map((line) => JSON.parse(line));
    expect(record).toMatchObject({ WatchActions: 1, GuardBlind: 0, Service: 'shop', Environment: 'prod' });
    expect(record.Evidence).toBeCloseTo(30, 9);
    expect(record.watch).toEqual(result);
  });

  it('is a line without metrics where nothing was watched', async () => {
    const watched = await aWatch();
    const result = await watched.look();
    expect(watched.lines.map((line) => JSON.parse(line))).toEqual([{ watch: result }]);
  });
});

describe('an alarm', () => {
  it('is as good as a verdict', async () => {
    const watched = await aWatchedRollout();
    watched.alarm(ERRORS, 'ALARM');
    expect(await watched.look()).toMatchObject({ action: 'reverted', reason: `in ALARM: ${ERRORS}` });
  });

  it('counts while the guard is blind', async () => {
    const watched = await aWatchedRollout();
    watched.verdict = 'blind';
    watched.alarm(ERRORS, 'ALARM');
    expect(await watched.look()).toMatchObject({ action: 'reverted' });
  });

  it.each([
    ['without data', (watched: WatchScene) => watched.alarm(ERRORS, 'INSUFFICIENT_DATA')],
    ['that is not watched', (watched: WatchScene) => watched.alarm(EVIDENCE, 'ALARM')],
    [
      'whose actions are disabled',
      (watched: WatchScene) => {
        watched.alarm(ERRORS, 'ALARM');
        watched.cloudWatch.disableAlarmActions({ AlarmNames: [ERRORS] });
      },
    ],
  ])('%s is not heeded', async (_, arrange) => {
    const watched = await aWatchedRollout();
    arrange(watched);
    expect(await watched.look()).toMatchObject({ action: 'none' });
  });

  it('may be a composite one', async () => {
    const watched = await aWatchedRollout();
    watched.interceptCloudWatch = ({ body }) => {
      const { AlarmTypes } = JSON.parse(body.toString());
      const CompositeAlarms = [{ AlarmName: 'any', StateValue: 'ALARM', ActionsEnabled: true }];
      const found = AlarmTypes.includes('CompositeAlarm') ? { CompositeAlarms } : {};
      return { status: 200, body: JSON.stringify(found) };
    };
    expect(await watched.look()).toMatchObject({ action: 'reverted', reason: 'in ALARM: any' });
  });

  it('that cannot be read leaves the verdict, and is reported', async () => {
    const watched = await aWatchedRollout();
    watched.interceptCloudWatch = () => ({ status: 500 });
    expect(await watched.look()).toMatchObject({ action: 'none' });
    const [record] = watched.lines.map((line) => JSON.parse(line));
    expect(record).toMatchObject({ GuardBlind: 1, troubles: [expect.stringMatching(/could not be read/)] });
    condemned(watched);
    expect(await watched.look()).toMatchObject({ action: 'reverted' });
  });

  it('is asked for only when there is one', async () => {
    const watched = await aWatchedRollout({ alarms: [] });
    await watched.look();
    expect(watched.requests.cloudWatch).toEqual([]);
  });
});

describe('with nothing to watch CloudWatch is not asked', () => {
  it.each<[string, (watched: WatchScene) => Promise<unknown>]>([
    ['nothing deployed', async () => {}],
    ['a deployment in progress', (watched) => watched.scene.deploy(aRamp(20))],
    ['a rollout that is too old', async (watched) => watched.scene.clock.advance(72 * HOUR + 1)],
    ['nothing compared', (watched) => watched.complete(aRamp(100))],
    ['a reverted deployment', (watched) => watched.scene.stop(2, true)],
    [
      'a deployment that was rolled back after one that was reverted',
      async (watched) => {
        await watched.complete(aRamp(15));
        await watched.scene.stop(3, true);
        await watched.scene.deploy(aRamp(20));
        await watched.scene.stop(4);
      },
    ],
    ['an operator who keeps it', async (watched) => watched.keep(2)],
  ])('%s', async (state, arrange) => {
    const watched = condemned(state === 'nothing deployed' ? await aWatch() : await aWatchedRollout());
    await arrange(watched);
    const before = watched.history;
    expect(['none', 'kept']).toContain((await watched.look()).action);
    expect(watched.requests.cloudWatch).toEqual([]);
    expect(watched.history).toEqual(before);
  });
});

describe('a look that fails', () => {
  it('does not kill because the version before could not be read just now', async () => {
    const watched = await aWatchedRollout();
    // The guard's own history keeps the version from here on.
    await watched.look();
    watched.interceptAppConfig = ({ path }) =>
      path.endsWith('/hostedconfigurationversions/1') ? { status: 500 } : undefined;
    condemned(watched);
    expect(await watched.look()).toMatchObject({ action: 'failed', deploymentNumber: 2 });
    expect(watched.history).toEqual(['2 COMPLETE', '1 COMPLETE']);
  });

  it('says what failed and that nothing is changed, and the next one tries again', async () => {
    const watched = condemned(await aWatchedRollout());
    watched.interceptAppConfig = ({ method }) => (method === 'DELETE' ? { status: 500 } : undefined);
    const result = await watched.look();
    expect(result).toMatchObject({ action: 'failed', deploymentNumber: 2 });
    expect(result.reason).toMatch(/nothing was changed, and the next look tries again/);
    expect(JSON.parse(watched.lines[0] ?? '')).toMatchObject({ GuardBlind: 1, WatchActions: 0 });
    watched.interceptAppConfig = () => undefined;
    expect(await watched.look()).toMatchObject({ action: 'reverted' });
  });

  it('is blind when AppConfig does not answer', async () => {
    const watched = await aWatchedRollout();
    watched.interceptAppConfig = () => ({ status: 500 });
    expect(await watched.look()).toMatchObject({ action: 'failed' });
    expect(JSON.parse(watched.lines[0] ?? '')).toMatchObject({ GuardBlind: 1, reason: 'unreachable' });
  });

  it('is blind when what is deployed is no flag document', async () => {
    const watched = await aWatchedRollout();
    await watched.complete('no document');
    expect(await watched.look()).toMatchObject({
      action: 'failed',
      reason: expect.stringMatching(/refused/),
    });
    expect(watched.history[0]).toBe('3 COMPLETE');
  });
});
