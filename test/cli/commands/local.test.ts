import { describe, expect, it } from 'vitest';
import { serveLoopback } from '../../../local/http/loopback-server.ts';
import { run, TestIo } from '../io.ts';

/** Runs `local` until it has written so much, and then ends it. */
async function untilWritten(part: string, args: readonly string[]) {
  const world = new TestIo({ columns: 80 });
  const ended = world.run('local', '--port', '0', ...args);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!world.out.includes(part) && !isOver) await new Promise(setImmediate);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(world.out)?.[0] ?? '';
  const response = await fetch(`${url}/_local/models`);
  world.interrupt();
  return { ...(await ended), url, models: await response.json() };
}

describe('local', () => {
  it('says what a shell has to export, serves, and ends with Ctrl-C', async () => {
    const { exitCode, out, err, url } = await untilWritten('Ctrl-C ends it', []);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('\n  unset AWS_PROFILE AWS_SESSION_TOKEN\n');
    expect(out).toContain(`\n  export AWS_ENDPOINT_URL=${url}\n  export AWS_ACCESS_KEY_ID=local\n`);
    expect(out).toMatch(/\n {2}export CDK_HOME=\S+cdk-home'?\n/);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^closed: the local account is gone/);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('prints an object a line with --json, the variables first', async () => {
    const args = ['--json', '--speed', '60', '--fail', 'm=0.3', '--slow', 'm=800', '--slow', 'vendor.x:1=70'];
    const { out, err, url, models } = await untilWritten('listening', args);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(err).toBe('');
    expect(lines[0]).toMatchObject({
      ...{ event: 'listening', speed: 60, url },
      variables: { AWS_ENDPOINT_URL: url, AWS_REGION: 'us-east-1' },
    });
    expect(lines.at(-1)).toEqual({ event: 'closed' });
    expect(models).toEqual({ m: { fail: 0.3, latencyMs: 800 }, 'vendor.x:1': { latencyMs: 70 } });
  });

  it.each<[readonly string[], string]>([
    [['--fail', 'm'], '--fail is "m"; use a model and a number such as claude-sonnet-4-6=0.3'],
    [['--fail', 'm=2'], '--fail m is "2"; use a number from 0 to 1'],
    [['--slow', 'm=0'], '--slow m is "0"; use a number from 1 to 600000'],
    [['--speed', '601'], '--speed is "601"; use a number from 1 to 600'],
    [['--traffic', '-1'], '--traffic is "-1"; use a number from 0 to 6000'],
  ])('refuses %j', async (args, message) => {
    expect(await run(['local', ...args])).toMatchObject({ exitCode: 2, err: `${message}\n` });
  });

  it('says when the port is taken, and what to do', async () => {
    const server = await serveLoopback(() => ({ status: 200 }));
    const { exitCode, err } = await run(['local', '--port', String(server.port)]);
    expect(exitCode).toBe(2);
    expect(err).toBe(`--port is ${server.port}, which is taken; use another one, or 0 for any\n`);
    await server.close();
  });
});
