import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { aDirectory } from '../lib/helpers/scratch.ts';
import { CliStage, MINUTE } from './stage.ts';

const RAMP = [
  ...['ramp', '--env', 'prod', '--flag', 'm', '--value', 'new', '--steps', '1,5,25,100'],
  ...['--approve', '--every', '1', '--yes', '--json'],
];

let program: string;
beforeAll(() => {
  const outDir = aDirectory();
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/build.ts', outDir]);
  expect(status, String(stderr)).toBe(0);
  program = join(outDir, 'model-rollout.js');
});

interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** The command as a process, with an endpoint in place of AWS and with nothing else of this machine's AWS settings. */
function start(args: readonly string[], endpoint = 'http://127.0.0.1:9', env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      ...{ PATH: process.env.PATH, AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_CONFIG_FILE: '/dev/null' },
      ...{ AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_MAX_ATTEMPTS: '1' },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended: endOf(child) };
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const [out, err] = [child.stdout, child.stderr].map(async (stream) => {
    let text = '';
    for await (const chunk of stream ?? []) text += String(chunk);
    return text;
  });
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('exit', (code, by) => resolve([code, by])),
  );
  return { exitCode, signal, out: (await out) ?? '', err: (await err) ?? '' };
}

describe('the command as it is published', () => {
  it('says what to install when a local account lacks a package', async () => {
    const { exitCode, err } = await start(['local', '--port', '0']).ended;
    expect(exitCode).toBe(2);
    expect(err).toMatch(/npm install --save-dev --ignore-scripts .*@aws-cdk\/aws-service-spec@[\d.]+\n$/);
  });

  it('says what it can do', async () => {
    const { exitCode, out } = await start(['--help']).ended;
    expect(exitCode).toBe(0);
    for (const verb of ['validate', 'ramp', 'kill', 'history', 'hygiene']) expect(out).toContain(verb);
  });

  it('says in one line that nobody answers at the endpoint it was given', async () => {
    const { exitCode, out, err } = await start(['status', '--env', 'prod']).ended;
    expect({ exitCode, out }).toEqual({ exitCode: 4, out: '' });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(/could not be reached .*nothing was changed/);
  });

  it('says that it lacks a Region, and nothing of what the SDK wants of Node.js', async () => {
    const { exitCode, err } = await start(['status', '--env', 'prod'], undefined, { AWS_REGION: undefined })
      .ended;
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^it is not said in which AWS Region .*--region[^\n]*\n$/);
  });

  it('takes Region and endpoint from the profile it is told', async () => {
    const stage = await CliStage.open();
    const file = join(aDirectory(), 'config');
    const settings = { region: 'eu-west-1', endpoint_url: stage.endpoint, aws_access_key_id: 'a' };
    const lines = Object.entries({ ...settings, aws_secret_access_key: 'b' }).map(
      ([key, value]) => `${key} = ${value}`,
    );
    writeFileSync(file, ['[profile ops]', ...lines].join('\n'));
    const plain = {
      ...{ AWS_ENDPOINT_URL: undefined, AWS_REGION: undefined },
      ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    };
    const args = ['status', '--env', 'prod', '--profile', 'ops'];
    const { exitCode, err } = await start(args, undefined, { ...plain, AWS_CONFIG_FILE: file }).ended;
    expect(exitCode, err).toBe(0);
  });

  it('goes on with a ramp whose process was killed, as often as it is', async () => {
    const stage = await CliStage.open();
    // Time passes with the requests: nothing else tells the stage that the process waits.
    stage.intercept = async () => {
      await stage.pass(2 * MINUTE);
      return undefined;
    };
    let [kills, outcome] = [0, undefined as Ended | undefined];
    while (outcome?.exitCode !== 0 && kills < 20) {
      const { child, ended } = start(RAMP, stage.endpoint);
      const before = stage.deployments().length;
      const timer = setInterval(() => {
        if (stage.deployments().length > before) child.kill('SIGKILL');
      }, 5);
      outcome = await ended;
      clearInterval(timer);
      if (outcome.signal === 'SIGKILL') kills += 1;
      else expect([0, 6], outcome.err + outcome.out).toContain(outcome.exitCode);
    }
    expect(kills).toBeGreaterThanOrEqual(4);
    expect(stage.deployments()).toHaveLength(5);
    expect(stage.served()).toMatchObject({ flags: [{ default: 'new' }] });
  });
});
