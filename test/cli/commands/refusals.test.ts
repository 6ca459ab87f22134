import { describe, expect, it } from 'vitest';
import type { CliStage, Intercept } from '../stage.ts';
import {
  aCompleteRollout,
  anotherDeploys,
  deployPrompts,
  KILL_COMPLETE,
  PIN,
  PROMOTE,
  REVERT,
  START,
  STOP,
  type Stand,
  standOf,
  VERBS,
  type VerbCase,
} from './verbs.ts';

/** Those that store a version of their own. */
const STORING = VERBS.filter((verb) => verb !== STOP && verb !== REVERT);

function json(body: unknown): ReturnType<Intercept> {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Runs the verb while somebody else does something at the moment that it asks. */
async function runWhile(verb: VerbCase, interfere: (stage: CliStage) => Promise<unknown>) {
  const stage = await verb.open();
  let between: Stand | undefined;
  const confirm = async () => {
    await interfere(stage);
    between = standOf(stage);
    return true;
  };
  const outcome = await stage.run(verb.args, { confirm });
  return { stage, outcome, between };
}

describe.each(VERBS)('$verb', (verb) => {
  it('changes nothing in a dry run, and shows what it would do', async () => {
    const stage = await verb.open();
    const before = standOf(stage);
    const { exitCode, data } = await stage.json<{ dryRun: boolean; changed: boolean }>([
      ...verb.args,
      '--dry-run',
    ]);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, dryRun: true, changed: false });
    expect((await stage.run([...verb.args, '--dry-run'])).out).toMatch(/Dry run: nothing was changed\.\n$/);
    expect(standOf(stage)).toEqual(before);
  });

  it('changes nothing when the answer is no', async () => {
    const stage = await verb.open();
    const before = standOf(stage);
    const { exitCode, err } = await stage.run(verb.args, { confirm: () => false });
    expect({ exitCode, err }).toEqual({ exitCode: 3, err: 'not confirmed; nothing was changed\n' });
    expect(standOf(stage)).toEqual(before);
  });

  it('changes nothing where nobody can answer, and names --yes', async () => {
    const stage = await verb.open();
    const before = standOf(stage);
    const { exitCode, err } = await stage.run(verb.args);
    expect({ exitCode, err }).toMatchObject({ exitCode: 2, err: expect.stringMatching(/add --yes/) });
    expect(standOf(stage)).toEqual(before);
  });

  it('asks after it has shown what will change, in lines that fit the terminal', async () => {
    for (const columns of [40, 80]) {
      const stage = await verb.open();
      const io = stage.io({ columns, confirm: () => io.out !== '' });
      const { exitCode, out } = await io.run(...verb.args);
      expect(exitCode).toBe(0);
      expect(out.split('\n').filter((line) => line.length > columns)).toEqual([]);
    }
  });

  it('takes ids in the place of names', async () => {
    const stage = await verb.open();
    const args = verb.args.map((arg) => (arg === 'prod' ? stage.environmentId : arg));
    const { exitCode, err } = await stage.run([...args, '--app', stage.applicationId, '--yes']);
    expect(exitCode, err).toBe(0);
  });

  it('names what there is when the environment is misspelt', async () => {
    const stage = await verb.open();
    const before = standOf(stage);
    const args = verb.args.map((arg) => (arg === 'prod' ? 'prd' : arg));
    const { exitCode, err } = await stage.run([...args, '--yes']);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/no environment is called prd.*shop-prod\/prod; nothing was changed/);
    expect(standOf(stage)).toEqual(before);
  });

  it('refuses a stage without a profile of flags', async () => {
    const stage = await verb.open();
    const before = standOf(stage);
    stage.intercept = ({ path }) =>
      path.endsWith('/configurationprofiles')
        ? json({ Items: [{ Id: 'abcdefg', Name: 'other' }] })
        : undefined;
    const { exitCode, err } = await stage.run([...verb.args, '--yes']);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/no configuration profile model-flags.*there is other; nothing was changed/);
    expect(standOf(stage)).toEqual(before);
  });

  it('leaves alone what somebody else has deployed while it asked', async () => {
    const { stage, outcome, between } = await runWhile(verb, (other) => anotherDeploys(other, 1));
    const { deployments, served } = standOf(stage);
    expect({ deployments, served }).toEqual({ deployments: between?.deployments, served: between?.served });
    expect(outcome.exitCode).toBe(verb === STOP ? 0 : 3);
    expect(outcome.out + outcome.err).toMatch(verb === STOP ? /was taken back already/ : /^.*somebody else/s);
  });
});

describe.each([START, PROMOTE, PIN, KILL_COMPLETE])('$verb', (verb) => {
  it('leaves alone what somebody else has reverted while it asked, which moves no lock', async () => {
    const revert = (stage: CliStage) =>
      stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber: 2, AllowRevert: true });
    const { stage, outcome, between } = await runWhile({ ...verb, open: aCompleteRollout }, revert);
    expect(standOf(stage)).toEqual(between);
    expect(outcome.exitCode).toBe(3);
    expect(outcome.err).toMatch(/^somebody else .*nothing was changed/);
  });
});

describe.each(STORING)('$verb', (verb) => {
  it('does not take for its own what somebody deploys of the prompts under the same numbers', async () => {
    const stage = await verb.open();
    const version = (standOf(stage).versions.length + 1).toString();
    stage.intercept = async ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/deployments')) await deployPrompts(stage, version);
      return undefined;
    };
    const { exitCode, err } = await stage.run([...verb.args, '--yes']);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/^somebody else changed.*is stored, but not deployed|^somebody else/);
  });

  it('refuses a stage without deployment strategies', async () => {
    const stage = await verb.open();
    const before = standOf(stage);
    stage.intercept = ({ path }) => (path === '/deploymentstrategies' ? json({ Items: [] }) : undefined);
    const { exitCode, err } = await stage.run([...verb.args, '--yes']);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/no deployment strategy is called shop-prod-.*nothing was changed.*deploy it again/);
    expect(standOf(stage)).toEqual(before);
  });

  it('touches nothing when somebody else has stored a version while it asked', async () => {
    const { stage, outcome, between } = await runWhile(verb, (other) => other.store(other.served()));
    expect(outcome.exitCode).toBe(3);
    expect(outcome.err).toMatch(/^somebody else changed.*; nothing was changed; see/);
    expect(standOf(stage)).toEqual(between);
  });

  it('is made although the newest version was deleted, whose number AppConfig may want to be told', async () => {
    const stage = await verb.open();
    const { VersionNumber = 0 } = await stage.store(stage.served());
    stage.appConfig.deleteHostedConfigurationVersion({ ...stage.profile, VersionNumber });
    const { exitCode, err } = await stage.run([...verb.args, '--yes']);
    expect(exitCode, err).toBe(0);
  });

  it('tells nobody who the customers are', async () => {
    const stage = await verb.open();
    const { out, err } = await stage.run([...verb.args, '--yes']);
    expect(out + err).not.toMatch(/acme/);
    const versions = stage.appConfig.listHostedConfigurationVersions(stage.profile).Items ?? [];
    const deployments = stage
      .deployments()
      .map(({ DeploymentNumber = 0 }) => stage.deployment(DeploymentNumber));
    expect(JSON.stringify([versions, deployments])).not.toMatch(/acme/);
  });
});
