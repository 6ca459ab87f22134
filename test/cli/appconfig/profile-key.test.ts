import { describe, expect, it } from 'vitest';
import { CliStage } from '../stage.ts';

const KEY = 'alias/flags';
const START = ['start', '--env', 'prod', '--flag', 'm', '--value', 'new', '--percentage', '10', '--yes'];
const KILL = ['kill', '--env', 'prod', '--flag', 'm', '--value', 'new', '--yes'];

async function anEncryptedStage(): Promise<CliStage> {
  const stage = await CliStage.open();
  stage.appConfig.updateConfigurationProfile({ ...stage.profile, KmsKeyIdentifier: KEY });
  return stage;
}

describe('the key of the flag document', () => {
  it('encrypts what a command deploys, too', async () => {
    const stage = await anEncryptedStage();
    expect((await stage.run([...START, '--no-watch'])).exitCode).toBe(0);
    expect(stage.deployment(2).KmsKeyIdentifier).toBe(KEY);
  });

  it('encrypts a kill', async () => {
    const stage = await anEncryptedStage();
    expect((await stage.run(KILL)).exitCode).toBe(0);
    expect(stage.deployment(2)).toMatchObject({ State: 'COMPLETE', KmsKeyIdentifier: KEY });
  });

  it('is not asked of AppConfig by a command that deploys nothing', async () => {
    const stage = await anEncryptedStage();
    stage.requests.length = 0;
    await stage.run(['status', '--env', 'prod']);
    expect(stage.requests.filter((request) => request.endsWith(stage.profileId))).toEqual([]);
  });

  it('is AWS its own where the profile has none', async () => {
    const stage = await CliStage.open();
    await stage.run([...START, '--no-watch']);
    expect(stage.deployment(2)).not.toHaveProperty('KmsKeyIdentifier');
  });

  it('leaves the version stored and says so when AppConfig does not tell it', async () => {
    const stage = await anEncryptedStage();
    stage.intercept = ({ method, path }) =>
      method === 'GET' && path.endsWith(`/configurationprofiles/${stage.profileId}`)
        ? { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' }, body: '{"message":"no"}' }
        : undefined;
    const { exitCode, err } = await stage.run(START);
    expect(exitCode).toBeGreaterThan(1);
    expect(err).toMatch(/AccessDeniedException.*version 2 is stored, but not deployed/);
    expect(stage.deployments()).toHaveLength(1);
  });
});
