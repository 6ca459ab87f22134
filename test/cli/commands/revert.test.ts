import { describe, expect, it } from 'vitest';
import type { RevertData } from '../../../cli/commands/revert.ts';
import { aDocument, aFlag } from '../../helpers/flag-documents.ts';
import { CliStage, MINUTE } from '../stage.ts';
import { aCompleteRollout, aRollout, aRunningRollout, standOf } from './verbs.ts';

const REVERT = ['revert', '--env', 'prod'];
const HOUR = 60 * MINUTE;

async function refusal(stage: CliStage): Promise<string> {
  const before = standOf(stage);
  const { exitCode, err } = await stage.run([...REVERT, '--yes']);
  expect(exitCode).toBe(3);
  expect(standOf(stage)).toEqual(before);
  return err;
}

describe('revert', () => {
  it('takes back what completed last, and says what is served again', async () => {
    const stage = await aCompleteRollout();
    await stage.pass(2 * HOUR);
    const { exitCode, out } = await stage.run(REVERT, { confirm: () => true });
    expect(exitCode).toBe(0);
    // About half of them, by their hashes.
    expect(
      out.replace(/[45],\d{3} of/, 'HALF of'),
    ).toBe(`Deployment 2 of shop-prod/prod, version 2, has been complete for 2 h. Once it is
reverted, everybody is served version 1 again. Monitors have no say in a revert.
m
  rule canary removed: new for 50 %
  HALF of 10,000 generated users: new → old
Deployment 2 is REVERTED: everybody is served version 1 again, with the next
poll of each caller.
`);
    expect(stage.served()).toEqual(aDocument([aFlag()]));
  });

  it('prints the same as data', async () => {
    const stage = await aCompleteRollout();
    const { data } = await stage.json<RevertData>([...REVERT, '--yes']);
    expect(data).toMatchObject({
      ...{ application: 'shop-prod', environment: 'prod', changed: true },
      ...{ deployment: 2, version: '2', state: 'REVERTED', servedVersion: '1' },
      changes: [{ flag: 'm', changes: [{ subject: 'rule', kind: 'removed', name: 'canary' }] }],
    });
  });

  it('goes back by one deployment, however often it is run', async () => {
    const stage = await aCompleteRollout();
    await stage.deploy(aRollout(75));
    await stage.run([...REVERT, '--yes']);
    const { exitCode, data } = await stage.json<RevertData>([...REVERT, '--yes']);
    expect({ exitCode, ...data }).toMatchObject({
      exitCode: 0,
      changed: false,
      deployment: 3,
      servedVersion: '2',
    });
    expect(stage.served()).toEqual(aRollout(50));
  });

  it('takes back the step before one that was rolled back, and nothing more', async () => {
    const stage = await aCompleteRollout();
    await stage.deploy(aRollout(75), stage.linear);
    await stage.run(['stop', '--env', 'prod', '--yes']);
    for (const changed of [true, false]) {
      const { data } = await stage.json<RevertData>([...REVERT, '--yes']);
      expect(data).toMatchObject({ changed, deployment: 2, state: 'REVERTED', servedVersion: '1' });
    }
  });

  it('is not hindered by a monitor that fires', async () => {
    const stage = await aCompleteRollout();
    stage.alarm('ALARM');
    expect(await stage.run([...REVERT, '--yes'])).toMatchObject({ exitCode: 0 });
    await stage.pass(5 * MINUTE);
    expect(stage.deployment(2).State).toBe('REVERTED');
  });

  it('is done when AppConfig refuses to do it a second time, as after a lost answer', async () => {
    const stage = await aCompleteRollout();
    stage.intercept = async (request, handle) => {
      if (request.method !== 'DELETE') return undefined;
      await handle(request);
      return handle(request);
    };
    const { exitCode, data } = await stage.json<RevertData>([...REVERT, '--yes']);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, state: 'REVERTED' });
  });

  it('refuses what is older than AppConfig reverts, and names kill', async () => {
    const stage = await aCompleteRollout();
    await stage.pass(73 * HOUR);
    expect(await refusal(stage)).toMatch(
      /complete for 3 d 1 h.*72 hours; nothing was changed.*model-rollout kill/,
    );
  });

  it('refuses while a deployment is in progress, and names stop', async () => {
    expect(await refusal(await aRunningRollout())).toMatch(
      /deployment 2 .* in progress;.*model-rollout stop/,
    );
  });

  it('refuses when there is nothing to go back to', async () => {
    expect(await refusal(await CliStage.open())).toMatch(/no completed deployment.*nothing was changed/);
  });

  it('is made although a version cannot be read any more, without saying what changes', async () => {
    const stage = await aCompleteRollout();
    stage.appConfig.deleteHostedConfigurationVersion({ ...stage.profile, VersionNumber: 1 });
    const { exitCode, data } = await stage.json<RevertData>([...REVERT, '--yes']);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: true, state: 'REVERTED' });
    expect(data).not.toHaveProperty('changes');
  });
});
