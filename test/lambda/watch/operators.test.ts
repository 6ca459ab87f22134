import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../../local/http/loopback-server.ts';
import { aRamp, aWatch, aWatchedRollout, type WatchScene } from './watch-scene.ts';

const OPERATORS = { ...aRamp(0), segments: { staff: { team: 'us' } } };

type Step = (request: HttpRequest) => boolean;
const storesAVersion: Step = ({ method, path }) =>
  method === 'POST' && path.endsWith('/hostedconfigurationversions');
const startsADeployment: Step = ({ method, path }) => method === 'POST' && path.endsWith('/deployments');
const listsDeployments: Step = ({ method, path }) => method === 'GET' && path.endsWith('/deployments');

/** The candidate is condemned and has to be killed: there is nothing before it. */
async function aKillToCome(): Promise<WatchScene> {
  const watched = await aWatch();
  watched.verdict = 'roll_back';
  return watched.complete(aRamp(10));
}

/** Lets an operator act just before the n-th request of a kind reaches AppConfig. */
function justBefore(watched: WatchScene, step: Step, act: () => unknown, nth = 1): void {
  let left = nth;
  watched.interceptAppConfig = async (request) => {
    if (step(request)) left -= 1;
    if (left === 0) {
      left = -1;
      await act();
    }
    return undefined;
  };
}

describe('an operator who deploys while the watch looks comes first', () => {
  it.each([
    ['before the watch looks once more', listsDeployments, 3],
    ['before the kill is stored', storesAVersion, 1],
    ['before the kill is started', startsADeployment, 1],
  ])('%s', async (_, step, nth) => {
    const watched = await aKillToCome();
    justBefore(watched, step, () => watched.complete(OPERATORS), nth);
    expect(await watched.look()).toMatchObject({ action: 'lost-race', deploymentNumber: 1 });
    expect(watched.history).toEqual(['2 COMPLETE', '1 COMPLETE']);
    expect(watched.served).toEqual(OPERATORS);
    expect(await watched.look()).toMatchObject({ action: 'none' });
  });

  it('and so does one whose deployment is still in progress', async () => {
    const watched = await aKillToCome();
    justBefore(watched, startsADeployment, () => watched.scene.deploy(OPERATORS));
    expect(await watched.look()).toMatchObject({ action: 'lost-race' });
    expect(watched.history).toEqual(['2 DEPLOYING', '1 COMPLETE']);
  });

  it('and one who only stores a version', async () => {
    const watched = await aKillToCome();
    justBefore(watched, storesAVersion, () => watched.scene.version(OPERATORS));
    expect(await watched.look()).toMatchObject({ action: 'lost-race' });
    expect(watched.history).toEqual(['1 COMPLETE']);
    expect(await watched.look()).toMatchObject({ action: 'killed' });
  });

  it('also when a revert was to be', async () => {
    const watched = await aWatchedRollout();
    watched.verdict = 'roll_back';
    justBefore(
      watched,
      ({ method }) => method === 'DELETE',
      () => watched.complete(OPERATORS),
    );
    expect(await watched.look()).toMatchObject({ action: 'lost-race' });
    expect(watched.served).toEqual(OPERATORS);
  });

  it('also when the guard judged the new deployment already', async () => {
    const watched = await aKillToCome();
    justBefore(watched, listsDeployments, () => watched.complete(OPERATORS), 2);
    watched.verdict = 'roll_back';
    expect(await watched.look()).toMatchObject({ action: 'lost-race' });
    expect(watched.history).toEqual(['2 COMPLETE', '1 COMPLETE']);
  });
});

describe('the evidence against a candidate that an operator has replaced', () => {
  it('is not reported any more, since a monitor that fires on it would take the operator’s deployment back', async () => {
    const watched = await aKillToCome();
    justBefore(watched, startsADeployment, () => watched.scene.deploy(OPERATORS));
    expect(await watched.look()).toMatchObject({ action: 'lost-race' });
    const records = watched.lines.map((line) => JSON.parse(line));
    expect(records.filter((record) => 'Evidence' in record)).toEqual([]);
    expect(records.at(-1)).toMatchObject({ watch: { action: 'lost-race' } });
  });
});

describe("an operator's tag on the deployment", () => {
  it.each(['yes', 'true', ''])('keeps it, whatever is found (%j)', async (word) => {
    const watched = await aWatchedRollout();
    watched.verdict = 'roll_back';
    watched.keep(2, word);
    expect(await watched.look()).toMatchObject({ action: 'kept', deploymentNumber: 2 });
    expect(watched.lines).toHaveLength(1);
    expect(JSON.parse(watched.lines[0] ?? '')).toMatchObject({ watch: { action: 'kept' } });
  });

  it('means nothing when it says false, or is on another deployment', async () => {
    const watched = await aWatchedRollout();
    watched.verdict = 'roll_back';
    watched.keep(1);
    watched.keep(2, 'false');
    expect(await watched.look()).toMatchObject({ action: 'reverted' });
  });

  it('counts up to the moment before the watch acts', async () => {
    const watched = await aWatchedRollout();
    watched.verdict = 'roll_back';
    justBefore(watched, listsDeployments, () => watched.keep(2), 3);
    expect(await watched.look()).toMatchObject({ action: 'kept' });
    expect(watched.history[0]).toBe('2 COMPLETE');
  });
});

describe('an operator who takes something back', () => {
  it('is not contradicted after a revert of the kill', async () => {
    const watched = await aKillToCome();
    await watched.look();
    await watched.scene.stop(2, true);
    expect(await watched.look()).toMatchObject({ action: 'none' });
    expect(watched.served).toEqual(aRamp(10));
  });

  it('is not contradicted after stopping the kill', async () => {
    const watched = await aWatch({ atOnceMinutes: 5 });
    watched.verdict = 'roll_back';
    await watched.complete(aRamp(10));
    await watched.look();
    await watched.scene.stop(2);
    expect(watched.history[0]).toBe('2 ROLLED_BACK');
    expect(await watched.look()).toMatchObject({ action: 'kept', deploymentNumber: 2 });
    expect(watched.history).toHaveLength(2);
  });
});

describe('two looks', () => {
  it.each([
    ['revert', aWatchedRollout, '2 REVERTED', 2],
    ['kill', aWatch, '2 COMPLETE', 2],
  ])('at once %s once', async (_, arrange, newest, deployments) => {
    const watched = await arrange();
    watched.verdict = 'roll_back';
    if (arrange === aWatch) await watched.complete(aRamp(10));
    const results = await Promise.all([watched.look(), watched.look(), watched.look()]);
    expect(results.filter(({ action }) => action === 'reverted' || action === 'killed')).toHaveLength(1);
    expect(results.filter(({ action }) => action === 'failed')).toEqual([]);
    expect(watched.history[0]).toBe(newest);
    expect(watched.history).toHaveLength(deployments);
  });

  it('one after the other do nothing the second time', async () => {
    const watched = await aKillToCome();
    await watched.look();
    const before = watched.history;
    expect(await watched.look()).toMatchObject({ action: 'none', reason: 'nothing is compared' });
    expect(watched.history).toEqual(before);
  });

  it('store one version, when the first was cut off before it could deploy it', async () => {
    const watched = await aKillToCome();
    watched.interceptAppConfig = (request) => (startsADeployment(request) ? { status: 500 } : undefined);
    expect(await watched.look()).toMatchObject({ action: 'failed' });
    watched.interceptAppConfig = () => undefined;
    expect(await watched.look()).toMatchObject({ action: 'killed' });
    const { Items } = watched.scene.engine.listHostedConfigurationVersions(watched.scene.profile);
    expect(Items).toHaveLength(2);
  });

  it('kill once, when the first was cut off after it had', async () => {
    const watched = await aKillToCome();
    watched.interceptAppConfig = ({ method, path }) =>
      method === 'GET' && path.endsWith('/deployments/2') ? { status: 500 } : undefined;
    expect(await watched.look()).toMatchObject({ action: 'failed' });
    watched.interceptAppConfig = () => undefined;
    expect(await watched.look()).toMatchObject({ action: 'none' });
    expect(watched.history).toEqual(['2 COMPLETE', '1 COMPLETE']);
  });
});
