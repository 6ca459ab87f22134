import { describe, expect, it } from 'vitest';
import { AppConfigData } from '../../../local/appconfig/appconfig-data.ts';
import { Scene } from './scene.ts';

const WHERE = {
  ApplicationIdentifier: 'shop',
  EnvironmentIdentifier: 'prod',
  ConfigurationProfileIdentifier: 'flags',
};

/** The data plane over a scene in which `old` is deployed. */
async function dataPlane() {
  const scene = new Scene();
  await scene.start(await scene.version('old', 'v1'), scene.atOnce);
  const data = new AppConfigData({ clock: scene.clock, source: scene.engine });
  const session = (RequiredMinimumPollIntervalInSeconds?: number) =>
    data.startConfigurationSession({ ...WHERE, RequiredMinimumPollIntervalInSeconds })
      .InitialConfigurationToken ?? '';
  const latest = (ConfigurationToken: string) => {
    const output = data.getLatestConfiguration({ ConfigurationToken });
    const next = output.NextPollConfigurationToken ?? '';
    return { ...output, next, text: Buffer.from(output.Configuration ?? []).toString() };
  };
  return { scene, data, session, latest };
}

function problem(name: string): unknown {
  return expect.objectContaining({
    name: 'BadRequestException',
    members: expect.objectContaining({
      Details: { InvalidParameters: { ConfigurationToken: { Problem: name } } },
    }),
  });
}

describe('a configuration token', () => {
  it('is good for one call; the next call needs the next token', async () => {
    const { session, latest } = await dataPlane();
    const first = session();
    const { next } = latest(first);
    expect(() => latest(first)).toThrow(problem('Corrupted'));
    expect(latest(next).text).toBe('');
  });

  it('expires after twenty-four hours', async () => {
    const { scene, session, latest } = await dataPlane();
    const [early, late] = [session(), session()];
    await scene.after(24 * 60);
    expect(latest(early).text).toBe('"old"');
    scene.clock.advance(1);
    expect(() => latest(late)).toThrow(problem('Expired'));
  });

  it('that nobody gave is corrupted', async () => {
    const { latest } = await dataPlane();
    expect(() => latest('invented')).toThrow(problem('Corrupted'));
  });
});

describe('the poll interval', () => {
  it('is enforced when the session asked for it, and the token stays good', async () => {
    const { scene, session, latest } = await dataPlane();
    const { next, NextPollIntervalInSeconds } = latest(session(30));
    expect(NextPollIntervalInSeconds).toBe(30);
    scene.clock.advance(29_999);
    expect(() => latest(next)).toThrow(problem('PollIntervalNotSatisfied'));
    scene.clock.advance(1);
    expect(latest(next).text).toBe('');
  });

  it('is from fifteen seconds to a day', async () => {
    const { session } = await dataPlane();
    for (const seconds of [14, 86_401]) {
      expect(() => session(seconds)).toThrow(expect.objectContaining({ name: 'BadRequestException' }));
    }
  });
});

describe('a session', () => {
  it('gets the content and label once, then nothing until it changes', async () => {
    const { scene, session, latest } = await dataPlane();
    const first = latest(session());
    expect(first).toMatchObject({ text: '"old"', VersionLabel: 'v1', ContentType: 'application/json' });
    const second = latest(first.next);
    expect(second.text).toBe('');
    expect(second).not.toHaveProperty('VersionLabel');
    await scene.deploy('new', scene.atOnce);
    expect(latest(second.next).text).toBe('"new"');
  });

  it('is one target: about its share of the sessions sees the new version, and keeps it', async () => {
    const { scene, session, latest } = await dataPlane();
    let tokens = Array.from({ length: 400 }, () => latest(session()).next);
    const poll = () => {
      const outputs = tokens.map(latest);
      tokens = outputs.map(({ next }) => next);
      return outputs.filter(({ text }) => text === '"new"').length;
    };
    await scene.deploy('new');
    await scene.after(5);
    const reached = poll();
    // Five standard deviations of a binomial with n = 400, p = 0.25.
    expect(Math.abs(reached - 100)).toBeLessThan(5 * Math.sqrt(400 * 0.25 * 0.75));
    expect(poll()).toBe(0);
    await scene.after(15);
    expect(poll()).toBe(400 - reached);
  });

  it('gets the old content again after a rollback', async () => {
    const { scene, session, latest } = await dataPlane();
    await scene.deploy('new');
    await scene.after(20);
    const { next, text } = latest(session());
    expect(text).toBe('"new"');
    await scene.stop(2);
    expect(latest(next).text).toBe('"old"');
  });

  it('is found by ids as by names', async () => {
    const { scene, data } = await dataPlane();
    const started = data.startConfigurationSession({
      ApplicationIdentifier: scene.applicationId,
      EnvironmentIdentifier: scene.environmentId,
      ConfigurationProfileIdentifier: scene.profileId,
    });
    expect(started.InitialConfigurationToken).toBeDefined();
  });

  it.each([
    [{ ApplicationIdentifier: 'nowhere' }, 'Application'],
    [{ EnvironmentIdentifier: 'nowhere' }, 'Environment'],
    [{ ConfigurationProfileIdentifier: 'nowhere' }, 'ConfigurationProfile'],
  ])('is refused for what is unknown: %o', async (members, ResourceType) => {
    const { data } = await dataPlane();
    expect(() => data.startConfigurationSession({ ...WHERE, ...members })).toThrow(
      expect.objectContaining({
        ...{ name: 'ResourceNotFoundException', members: expect.objectContaining({ ResourceType }) },
      }),
    );
  });

  it('is refused while nothing is deployed', () => {
    const scene = new Scene();
    const data = new AppConfigData({ clock: scene.clock, source: scene.engine });
    expect(() => data.startConfigurationSession(WHERE)).toThrow(
      expect.objectContaining({
        members: expect.objectContaining({ ResourceType: 'Deployment' }),
      }),
    );
  });
});
