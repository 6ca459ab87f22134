import { lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChangeData } from '../../../cli/rollout/make-change.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { textFile } from '../files.ts';
import { CliStage, MINUTE } from '../stage.ts';
import { aRollout, aRunningRollout, standOf } from './verbs.ts';

const START = ['start', '--env', 'prod', '--flag', 'm', '--value', 'new', '--percentage'];
const NO_WATCH = ['--no-watch', '--yes'];

const COMMENTED = `{
  "version": 1,
  "flags": [
    {
      "flag": "m", // which one answers
      "default": "old",
      "permanent": true // for good
    }
  ]
}
`;

async function refusal(stage: CliStage, ...args: readonly string[]): Promise<string> {
  const before = standOf(stage);
  const { exitCode, err } = await stage.run([...START, ...args, '--yes']);
  expect(exitCode).toBeGreaterThan(1);
  expect(err).toMatch(/nothing was changed|; use /);
  expect(standOf(stage)).toEqual(before);
  return err;
}

describe('start', () => {
  it('rolls a value out step by step and watches until it is over', async () => {
    const stage = await CliStage.open();
    const { exitCode, out } = await stage.run([...START, '10'], { confirm: () => true });
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^m: new for 10 %, in shop-prod\/prod against version 1:\nm\n {2}rule rollout added: new for 10 %\n/,
    );
    expect(out).toMatch(/\n {2}(9\d\d|1,0\d\d) of 10,000 generated users: old → new\n/);
    expect(out).toMatch(/\nDeployment 2 of version 2 is COMPLETE: m: new for 10 %\.\n$/);
    expect(stage.served()).toEqual(aDocument([aFlag({ rules: [{ ...aPercentage(10), name: 'rollout' }] })]));
  });

  it('prints the same as data', async () => {
    const stage = await CliStage.open();
    const { data } = await stage.json<ChangeData>([...START, '10', '--yes']);
    expect(data).toMatchObject({
      ...{ application: 'shop-prod', environment: 'prod', summary: 'm: new for 10 %', changed: true },
      changes: [{ flag: 'm', changes: [{ subject: 'rule', kind: 'added', to: 'new', percentage: 10 }] }],
      ...{ version: 2, deployment: 2, state: 'COMPLETE' },
    });
    const [move] = data.sample?.moves ?? [];
    expect(move).toMatchObject({ flag: 'm', from: 'old', to: 'new' });
    expect((move?.users ?? 0) / (data.sample?.users ?? 1)).toBeCloseTo(0.1, 1);
  });

  it('leaves the deployment to AppConfig when it is not to watch, and says how to look', async () => {
    const stage = await CliStage.open();
    const { exitCode, out } = await stage.run([...START, '10', ...NO_WATCH]);
    expect(exitCode).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /Deployment 2 of version 2 is started: .*`model-rollout watch --env prod --app shop-prod`/,
    );
    expect(stage.deployment(2)).toMatchObject({ State: 'DEPLOYING', GrowthFactor: 25 });
  });

  it('raises the percentage that there is, and moves nobody out', async () => {
    const stage = await CliStage.open({ first: aRollout(10) });
    const { data } = await stage.json<ChangeData>([...START, '25', '--yes']);
    expect(data.changes).toEqual([
      { flag: 'm', changes: [{ subject: 'percentage', kind: 'changed', name: 'canary', from: 10, to: 25 }] },
    ]);
    expect(data.sample?.moves).toEqual([{ flag: 'm', from: 'old', to: 'new', users: expect.any(Number) }]);
  });

  it('has nothing to do where the percentage is so already', async () => {
    const stage = await CliStage.open({ first: aRollout(10) });
    const before = standOf(stage);
    const { exitCode, data } = await stage.json<ChangeData>([...START, '10']);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: false });
    expect((await stage.run([...START, '10'])).out).toMatch(/so it is already\. Nothing was changed\.\n$/);
    expect(standOf(stage)).toEqual(before);
  });

  it('says that the rollout was taken back, and by whom', async () => {
    const stage = await CliStage.open();
    stage.onPause = () => {
      if (stage.deployment(2).PercentageComplete === 50) stage.alarm('ALARM');
    };
    const { exitCode, out } = await stage.run([...START, '10', '--yes']);
    expect(exitCode).toBe(5);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /is ROLLED_BACK, and the version before is served: .*candidate-error-rate/,
    );
  });

  it('takes numbers and booleans as the flag has them', async () => {
    const flag = { ...aFlag(), flag: 'top_k', default: 4 };
    const stage = await CliStage.open({ first: aDocument([flag]) });
    await stage.run([
      'start',
      '--env',
      'prod',
      '--flag',
      'top_k',
      '--value',
      '8',
      '--percentage',
      '5',
      ...NO_WATCH,
    ]);
    await stage.pass(60 * MINUTE);
    expect(stage.served()).toMatchObject({ flags: [{ rules: [{ value: 8 }] }] });
  });
});

describe('start, refused before anything is touched', () => {
  it('is what the document does not allow', async () => {
    const stage = await CliStage.open({ first: aDocument([aFlag({ allowed: ['old', 'other'] })]) });
    expect(await refusal(stage, '10')).toMatch(
      /"new" of flag m is not a value of it, allowed is "old", "other"/,
    );
  });

  it('is a second flag in motion', async () => {
    const moving = { ...aFlag({ rules: [aPercentage(5)] }), flag: 'n' };
    const stage = await CliStage.open({ first: aDocument([aFlag(), moving]) });
    expect(await refusal(stage, '10')).toMatch(/flag n is in motion.*finish it first/);
  });

  it('is a percentage that is none', async () => {
    const stage = await CliStage.open();
    expect(await refusal(stage, '101')).toMatch(/--percentage is "101"; use a number from 0 to 100/);
    expect(await refusal(stage, '0.0001')).toMatch(/steps of 0.001/);
    expect(await refusal(stage, 'many')).toMatch(/--percentage is "many"/);
  });

  it('is whatever comes while a deployment is in progress', async () => {
    expect(await refusal(await aRunningRollout(), '75')).toMatch(
      /deployment 2 .*in progress.*`model-rollout stop`/,
    );
  });
});

describe('start of a flag past its clean-up date', () => {
  it('is refused before a version is stored', async () => {
    const due = aFlag({ permanent: undefined, cleanup_by: '2026-11-24' });
    const stage = await CliStage.open({ first: aDocument([due]) });
    await stage.pass(48 * 60 * MINUTE);
    expect(await refusal(stage, '10')).toMatch(/cleanup_by: .*; fix: remove the flag.*; nothing was changed/);
  });
});

describe('start, refused by the validator', () => {
  it('says what the validator says, once, and that what is served is unchanged', async () => {
    const stage = await CliStage.open();
    stage.intercept = ({ method, path }) =>
      method === 'POST' && path.endsWith('/deployments') ? REFUSED : undefined;
    const { exitCode, data } = await stage.json<{ error: { code: string; message: string } }>([
      ...[...START, '10', '--yes'],
    ]);
    expect({ exitCode, code: data.error.code }).toEqual({ exitCode: 3, code: 'document-refused' });
    expect(data.error.message).toBe(
      'the validators refuse the document (BadRequestException: the configuration was refused: not on Fridays); version 2 is stored, but not deployed; what is served is unchanged; mend what they name (`model-rollout validate` and `diff` name the same), and run the command again',
    );
  });
});

describe('start, whose second attempt meets the lock that the first one moved', () => {
  /** The SDK's own retry, as AppConfig answers it. */
  const LOCKED = {
    status: 409,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ConflictException' },
    body: '{"Message":"locked"}',
  };
  const isLook = /^GET .*(\/deployments\/2|\/hostedconfigurationversions\/2)$/;

  it.each([
    ['version', /hostedconfigurationversions$/, /not known whether a version was stored/],
    [
      'deployment',
      /\/deployments$/,
      /version 2 is stored, and it is not known whether deployment 2 was started/,
    ],
  ])('does not call its own %s undone while it cannot be looked up', async (_, kind, words) => {
    const stage = await CliStage.open();
    let isUp = true;
    stage.intercept = async (request, handle) => {
      const { method, path } = request;
      if (!isUp && isLook.test(`${method} ${path}`)) return { status: 500 };
      if (method !== 'POST' || !kind.test(path)) return undefined;
      await handle(request);
      isUp = false;
      return LOCKED;
    };
    const { exitCode, err } = await stage.run([...START, '10', ...NO_WATCH]);
    expect(exitCode).toBe(3);
    expect(err).toMatch(words);
  });
});

const REFUSED = {
  status: 400,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'BadRequestException' },
  body: JSON.stringify({
    Message: 'the configuration was refused: not on Fridays',
    Reason: 'InvalidConfiguration',
    Details: { InvalidConfiguration: [{ Reason: 'not on Fridays' }] },
  }),
};

describe('start with a document on disk', () => {
  it('changes it as well, and keeps its comments', async () => {
    const stage = await CliStage.open({ first: aDocument([aFlag()]) });
    const path = textFile('flags.jsonc', COMMENTED);
    const { exitCode, err } = await stage.run([...START, '10', ...NO_WATCH, '--file', path]);
    expect(exitCode, err).toBe(0);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/"m", \/\/ which one answers/);
    expect(text).toMatch(/\/\/ for good/);
    expect(text).toMatch(/"rollout_percentage": 10/);
    await stage.pass(60 * MINUTE);
    expect(stage.served()).toMatchObject({ flags: [{ rules: [{ condition: { rollout_percentage: 10 } }] }] });
  });

  it('is refused when the document is not the deployed one, or cannot be read', async () => {
    const stage = await CliStage.open({ first: aRollout(1) });
    const path = textFile('flags.jsonc', COMMENTED);
    expect(await refusal(stage, '10', '--file', path)).toMatch(/does not hold what is deployed, version 1/);
    expect(await refusal(stage, '10', '--file', `${path}.gone`)).toMatch(
      /cannot be read \(ENOENT\); nothing was changed/,
    );
    expect(readFileSync(path, 'utf8')).toBe(COMMENTED);
  });

  it('is refused when the document is no UTF-8, and keeps its comments', async () => {
    const stage = await CliStage.open();
    const latin1 = Buffer.from(COMMENTED.replace('for good', 'für immer'), 'latin1');
    const path = textFile('flags.jsonc', latin1);
    expect(await refusal(stage, '10', '--file', path)).toMatch(/is not UTF-8 text; nothing was changed/);
    expect(readFileSync(path)).toEqual(latin1);
  });

  it('leaves the document as it was in a dry run, and when the deployment is refused', async () => {
    const stage = await CliStage.open();
    const path = textFile('flags.jsonc', COMMENTED);
    await stage.run([...START, '10', '--file', path, '--dry-run']);
    stage.intercept = ({ method, path: at }) =>
      method === 'POST' && at.endsWith('/deployments') ? { status: 500 } : undefined;
    expect(await stage.run([...START, '10', ...NO_WATCH, '--file', path])).toMatchObject({ exitCode: 4 });
    expect(readFileSync(path, 'utf8')).toBe(COMMENTED);
  });

  it('leaves alone what somebody edits while it asks, and deploys nothing', async () => {
    const stage = await CliStage.open();
    const before = standOf(stage);
    const path = textFile('flags.jsonc', COMMENTED);
    const edited = `${COMMENTED}// for later\n`;
    const confirm = () => {
      writeFileSync(path, edited);
      return true;
    };
    const { exitCode, err } = await stage.run([...START, '10', '--file', path], { confirm });
    expect({ exitCode, err }).toMatchObject({
      exitCode: 3,
      err: expect.stringMatching(/edited.*nothing was changed/),
    });
    expect(readFileSync(path, 'utf8')).toBe(edited);
    expect(standOf(stage)).toEqual(before);
  });

  it('says what is deployed when the document can no longer be written', async () => {
    const stage = await CliStage.open();
    const path = textFile('flags.jsonc', COMMENTED);
    stage.intercept = ({ method, path: at }) => {
      if (method === 'POST' && at.endsWith('/deployments')) rmSync(path);
      return undefined;
    };
    const { err } = await stage.run([...START, '10', ...NO_WATCH, '--file', path]);
    expect(err).toMatch(
      /flags.jsonc cannot be read \(ENOENT\); deployment 2 of version 2 goes on in AppConfig/,
    );
  });

  it('changes the document that a link leads to, and keeps its byte order mark and line breaks', async () => {
    const stage = await CliStage.open();
    const path = textFile('flags.jsonc', `\uFEFF${COMMENTED.replaceAll('\n', '\r\n')}`);
    const link = `${dirname(path)}/link.jsonc`;
    symlinkSync(path, link);
    await stage.run([...START, '10', ...NO_WATCH, '--file', link]);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/^\uFEFF\{\r\n.*"rollout_percentage": 10/s);
    expect(text).not.toMatch(/[^\r]\n/);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });
});
