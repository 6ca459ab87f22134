import { describe, expect, it } from 'vitest';
import type { WatchData } from '../../../cli/commands/watch.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { aGuardedStage, serve } from '../guarded-stage.ts';
import { CliStage, ERRORS } from '../stage.ts';

const ramp = (percentage: number) => aDocument([aFlag({ rules: [aPercentage(percentage)] })]);
const WATCH = ['watch', '--env', 'prod', '--every', '60'];
/** What a terminal takes for: begin the line again. */
const CLEAR = '\r\x1b[2K';
const LOST = { status: 0, connection: 'reset' } as const;
const ROLL_BACK = { Directive: 'ROLL_BACK', Description: 'errors: candidate 61 of 1842' } as const;

/** A stage with a deployment that has just begun to grow. */
async function deploying(open: () => Promise<CliStage> = () => CliStage.open()): Promise<CliStage> {
  const stage = await open();
  await stage.deploy(ramp(50), stage.linear);
  return stage;
}

describe('watch in a pipe', () => {
  it('tells whatever changes until the deployment is complete', async () => {
    const stage = await deploying();
    const { exitCode, out, err } = await stage.run(WATCH);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out.split('\n').slice(0, 9)).toEqual([
      '12:00 Deployment started (operator)',
      '12:00 deploying, 0 % of users, 30 min left',
      '12:05 deploying, 25 % of users, 25 min left',
      '12:10 deploying, 50 % of users, 20 min left',
      '12:15 deploying, 75 % of users, 15 min left',
      '12:20 Deployment bake time started (AppConfig)',
      '12:20 baking, 100 % of users, 10 min left',
      '12:25 baking, 100 % of users, 5 min left',
      '12:30 Deployment completed (AppConfig)',
    ]);
    expect(out).toContain('deployment 2 is complete: everybody is served version 2\n');
  });

  it('is silent for no longer than five minutes', async () => {
    const stage = await CliStage.open();
    const slow = stage.appConfig.createDeploymentStrategy({
      ...{ Name: 'slow', GrowthFactor: 100, DeploymentDurationInMinutes: 30 },
    });
    await stage.deploy(ramp(5), slow.Id);
    const { out } = await stage.run(WATCH);
    const minutes = [...out.matchAll(/^12:(\d\d)/gm)].map(([, minute]) => Number(minute));
    expect(Math.max(...minutes.slice(1).map((minute, at) => minute - (minutes[at] ?? 0)))).toBe(5);
  });

  it('tells of the guard as soon as it says something else', async () => {
    const stage = await deploying(aGuardedStage);
    const bad = { candidate: { requests: 60, errors: 40 }, control: { requests: 60, errors: 2 } };
    stage.onPause = () => serve(stage, 1, bad);
    const { out } = await stage.run(WATCH, { columns: 300 });
    expect(out).toMatch(
      /\n12:\d\d deploying, 0 % of users, 30 min left, guard: continue, evidence 1 of 20\n/,
    );
    expect(
      out.match(/^12:\d\d guard: roll back, evidence \S+ of 20 after \d min; .*: errors: candidate \d+ of/gm),
    ).toHaveLength(1);
  });

  it('prints the end and the reason as data, and tells on standard error meanwhile', async () => {
    const stage = await deploying(aGuardedStage);
    stage.directive = ROLL_BACK;
    const { data, err, exitCode } = await stage.json<WatchData>(WATCH);
    expect(exitCode).toBe(5);
    expect(data).toMatchObject({
      ...{ watched: true, takenBackBy: 'guard', reason: expect.stringContaining(ROLL_BACK.Description) },
      deployment: { number: 2, state: 'ROLLED_BACK' },
      served: { version: '1' },
    });
    expect(err).toContain('deployment 2 is rolled back by the guard: everybody is served version 1 again\n');
  });
});

describe('a deployment that is taken back', () => {
  it('by an alarm ends the watch with its name', async () => {
    const stage = await deploying();
    stage.onPause = () => stage.alarm('ALARM');
    const { exitCode, out } = await stage.run(WATCH, { columns: 200 });
    expect(exitCode).toBe(5);
    expect(out).toMatch(
      /12:01 Rollback initiated by CloudWatch alarm arn:\S+candidate-error-rate \(alarm\)\n/,
    );
    expect(out).toContain(`12:01 alarm ${ERRORS} is ALARM\n`);
    expect(out).toContain('deployment 2 is rolled back by an alarm: everybody is served version 1 again\n');
  });

  it('by somebody else ends the watch, too', async () => {
    const stage = await deploying();
    stage.onPause = async () => {
      await stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber: 2 });
    };
    const { exitCode, data } = await stage.json<WatchData>(WATCH);
    expect([exitCode, data.takenBackBy]).toEqual([5, 'operator']);
  });

  it('is told of although another has begun since', async () => {
    const stage = await deploying();
    stage.onPause = async () => {
      stage.onPause = () => {};
      await stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber: 2 });
      await stage.deploy(ramp(1), stage.linear);
    };
    const { exitCode, data } = await stage.json<WatchData>(WATCH);
    expect([exitCode, data.deployment?.number]).toEqual([5, 2]);
  });
});

describe('watch on a terminal', () => {
  it('draws a bar over the one before, and lines above it', async () => {
    const stage = await deploying(aGuardedStage);
    const { out } = await stage.run(WATCH, { isTTY: true, columns: 80 });
    const frames = out.split(CLEAR);
    expect(
      frames.filter((frame) => /^={8}-{22} 25 % deploying, 2\d min left, evidence 1 of 20$/.test(frame)),
    ).toHaveLength(5);
    expect(frames).toContainEqual(
      expect.stringMatching(/^12:20 Deployment bake time started \(AppConfig\)\n$/),
    );
    expect(frames.at(-1)).toMatch(/^12:30 Deployment completed \(AppConfig\)\ndeployment 2 is complete/);
  });

  it('says what matters most where there is no room', async () => {
    const stage = await deploying(aGuardedStage);
    const { out } = await stage.run(WATCH, { isTTY: true, columns: 40 });
    const frames = out.split(CLEAR).filter((frame) => frame.includes('min left'));
    expect(frames).toContain('===-------- 25 % deploying, 25 min left');
    expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThan(40);
  });

  it('takes the bar away before it says why it ends early', async () => {
    const stage = await deploying();
    const io = stage.io({ isTTY: true, columns: 80 });
    stage.onPause = () => io.interrupt();
    const { out, err } = await io.run(...WATCH);
    expect(out.endsWith(CLEAR)).toBe(true);
    expect(err).toMatch(/^interrupted; /);
  });
});

describe('nothing in progress', () => {
  it('is said, with how things stand', async () => {
    const stage = await CliStage.open();
    const { exitCode, out } = await stage.run(WATCH);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^No deployment of the flag document is in progress\.\n\nshop-prod\/prod, /);
    expect((await stage.json<WatchData>(WATCH)).data).toMatchObject({
      watched: false,
      served: { version: '1' },
    });
  });
});

describe('while AWS does not answer', () => {
  it('the watch waits, says so once, and goes on', async () => {
    const stage = await deploying();
    let looks = 0;
    stage.onPause = () => {
      looks += 1;
      stage.intercept = () => (looks > 3 && looks < 10 ? LOST : undefined);
    };
    const { exitCode, out } = await stage.run(WATCH);
    expect(exitCode).toBe(0);
    expect(out.match(/AWS does not answer/g)).toHaveLength(1);
    expect(out).toContain('deployment 2 is complete');
  });

  it('for too long, the watch ends with what goes on by itself', async () => {
    const stage = await deploying();
    stage.onPause = () => {
      stage.intercept = () => LOST;
    };
    const { exitCode, err } = await stage.run(WATCH);
    expect(exitCode).toBe(4);
    expect(err).toMatch(
      /^AWS could not be reached .*; deployment 2 goes on in AppConfig by itself; look again with/,
    );
    expect(stage.deployment(2).State).toBe('DEPLOYING');
  });

  it('because access is denied, the watch ends at once', async () => {
    const stage = await deploying();
    stage.onPause = () => {
      const headers = { 'x-amzn-errortype': 'AccessDeniedException' };
      stage.intercept = () => ({ status: 403, headers, body: '{"message":"expired"}' });
    };
    const { exitCode, err, out } = await stage.run(WATCH);
    expect(exitCode).toBe(4);
    expect(err).toMatch(/^AWS denied access .*; deployment 2 goes on in AppConfig by itself/);
    expect(out).not.toContain('AWS does not answer');
  });
});

it('says after Ctrl-C that the deployment goes on, and how to look or to end it', async () => {
  const stage = await deploying();
  const io = stage.io();
  stage.onPause = () => io.interrupt();
  const { exitCode, err } = await io.run(...WATCH);
  expect(exitCode).toBe(130);
  expect(err).toBe(
    'interrupted; deployment 2 goes on in AppConfig by itself; look again with `model-rollout watch --env prod --app shop-prod`, or end it with `model-rollout stop --env prod --app shop-prod`\n',
  );
  expect(stage.deployment(2).State).toBe('DEPLOYING');
});

it.each(['0', '1.5', 'x', '4000'])('refuses to look every %s seconds', async (every) => {
  const stage = await CliStage.open();
  const { exitCode, err } = await stage.run(['watch', '--env', 'prod', '--every', every]);
  expect(exitCode).toBe(2);
  expect(err).toContain('use a whole number from 1 to 3600');
});
