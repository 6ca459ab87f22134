import { describe, expect, it } from 'vitest';
import type { StopData } from '../../../cli/commands/stop.ts';
import { CliStage, MINUTE, type StageOptions } from '../stage.ts';
import { aRollout, aRunningRollout, loseAnswer } from './verbs.ts';

const STOP = ['stop', '--env', 'prod'];
const SECOND = 1000;

/** A rollout that has reached everybody and bakes. */
async function aBakingRollout(options: StageOptions = {}): Promise<CliStage> {
  const stage = await aRunningRollout(options);
  await stage.pass(16 * MINUTE);
  expect(stage.deployment(2).State).toBe('BAKING');
  return stage;
}

describe('stop', () => {
  it('ends the deployment and says what is served again', async () => {
    const stage = await aRunningRollout();
    const { exitCode, out } = await stage.run(STOP, { confirm: () => true });
    expect(exitCode).toBe(0);
    expect(out).toBe(`Deployment 2 of model-flags, version 2, is DEPLOYING at 25 % in shop-prod/prod.
Once it is stopped, everybody is served version 1 again.
m
  rule canary removed: new for 50 %
Deployment 2 is ROLLED_BACK: everybody is served version 1 again, with the next
poll of each caller.
`);
    expect(stage.deployment(2).State).toBe('ROLLED_BACK');
  });

  it('prints the same as data', async () => {
    const stage = await aRunningRollout();
    const { data } = await stage.json<StopData>([...STOP, '--yes']);
    expect(data).toEqual({
      ...{ application: 'shop-prod', environment: 'prod', changed: true },
      ...{ deployment: 2, profile: 'model-flags', version: '2', state: 'ROLLED_BACK', servedVersion: '1' },
      changes: [
        {
          flag: 'm',
          changes: [{ subject: 'rule', kind: 'removed', name: 'canary', from: 'new', percentage: 50 }],
        },
      ],
    });
  });

  it('ends a deployment of the prompts as well, and names it', async () => {
    const stage = await CliStage.open();
    await deployPrompts(stage);
    const { exitCode, data } = await stage.json<StopData>([...STOP, '--yes']);
    expect(exitCode).toBe(0);
    expect(data).toMatchObject({ deployment: 2, profile: 'prompts', state: 'ROLLED_BACK' });
    expect(data).not.toHaveProperty('servedVersion');
    expect(data).not.toHaveProperty('changes');
  });

  it('refuses when nothing is in progress, and says what could be done instead', async () => {
    const stage = await CliStage.open();
    const { exitCode, data } = await stage.json<{ error: unknown }>([...STOP, '--yes']);
    expect(exitCode).toBe(3);
    expect(data.error).toMatchObject({ code: 'nothing-to-do' });
    expect((await stage.run(STOP)).err).toMatch(/nothing was changed; .*`model-rollout revert`.*kill/);
  });

  it('knows that it was this command that stopped it although the answer was lost', async () => {
    const stage = await aRunningRollout();
    loseAnswer(stage, /^DELETE/);
    const { exitCode, data } = await stage.json<StopData>([...STOP, '--yes']);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: true, state: 'ROLLED_BACK' });
  });

  it('refuses when the deployment completes while it asks', async () => {
    const stage = await aRunningRollout();
    const confirm = async () => {
      await stage.pass(30 * MINUTE);
      return true;
    };
    const { exitCode, err } = await stage.run(STOP, { confirm });
    expect(exitCode).toBe(3);
    expect(err).toMatch(/deployment 2 completed before.*served version 2;.*`model-rollout revert`/);
    expect(stage.deployment(2).State).toBe('COMPLETE');
  });

  it('says who was quicker when a monitor takes the deployment back while it asks', async () => {
    const stage = await aRunningRollout();
    const confirm = async () => {
      stage.alarm('ALARM');
      await stage.pass(MINUTE);
      return true;
    };
    const { exitCode, out } = await stage.run(STOP, { confirm });
    expect(exitCode).toBe(0);
    expect(out.replaceAll('\n', ' ')).toMatch(/2 was taken back already \(Rollback .*candidate-error-rate\)/);
  });
});

describe('stop, where AppConfig takes its time', () => {
  it('waits until the rollback is over', async () => {
    const stage = await aRunningRollout({ behaviour: { rollbackMs: 30 * SECOND } });
    const { data } = await stage.json<StopData>([...STOP, '--yes']);
    expect(data).toMatchObject({ changed: true, state: 'ROLLED_BACK' });
  });

  it('waits for a rollback that somebody else has begun, without asking', async () => {
    const stage = await aRunningRollout({ behaviour: { rollbackMs: 30 * SECOND } });
    await stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber: 2 });
    const { exitCode, data } = await stage.json<StopData>(STOP);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: false, state: 'ROLLED_BACK' });
    expect(stage.requests.filter((request) => request.startsWith('DELETE'))).toEqual([]);
  });

  it('gives up after three minutes, and says that AppConfig goes on', async () => {
    const stage = await aRunningRollout({ behaviour: { rollbackMs: 10 * MINUTE } });
    const begunMs = stage.clock.now();
    const { exitCode, err } = await stage.run([...STOP, '--yes']);
    expect(exitCode).toBe(4);
    expect(err).toMatch(/deployment 2 is still ROLLING_BACK; AppConfig goes on .*by itself/);
    expect(stage.clock.now() - begunMs).toBeLessThan(3.5 * MINUTE);
  });

  it('is left at any pause without a word that is not true', async () => {
    const stage = await aRunningRollout({ behaviour: { rollbackMs: 30 * SECOND } });
    const io = stage.io();
    stage.onPause = () => io.interrupt();
    const { exitCode, err } = await io.run(...STOP, '--yes');
    expect(exitCode).toBe(130);
    expect(err).toMatch(
      /^interrupted; deployment 2 is taken back by AppConfig, look with `model-rollout status`/,
    );
    expect(stage.deployment(2).State).toBe('ROLLING_BACK');
  });

  it.each(['accept', 'refuse'] as const)('ends what bakes (AppConfig would %s)', async (stopWhileBaking) => {
    const stage = await aBakingRollout({ behaviour: { stopWhileBaking } });
    const { exitCode, data } = await stage.json<StopData>([...STOP, '--yes']);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: true, state: 'ROLLED_BACK' });
    expect(stage.served()).not.toEqual(aRollout(50));
  });
});

async function deployPrompts(stage: CliStage): Promise<void> {
  const profile = { ApplicationId: stage.applicationId, ConfigurationProfileId: stage.promptsProfileId };
  await stage.appConfig.createHostedConfigurationVersion({
    ...{ ...profile, Content: Buffer.from('{"version":1,"prompts":[]}'), ContentType: 'application/json' },
  });
  await stage.appConfig.startDeployment({
    ...{ ...stage.environment, ConfigurationProfileId: stage.promptsProfileId },
    ...{ ConfigurationVersion: '1', DeploymentStrategyId: stage.linear },
  });
}
