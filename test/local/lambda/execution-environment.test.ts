import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { aDirectory } from '../../lib/helpers/scratch.ts';
import { LambdaHost } from '../../runtime/lambda-host.ts';
import { gone, isAlive } from './builders.ts';

const hosts: LambdaHost[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

interface Body {
  readonly handler?: string;
  /** Runs at the cold start. */
  readonly before?: string;
  readonly timeoutMs?: number;
}

/** An environment whose handler has this body. */
async function aHost({ handler = '', before = '', ...limits }: Body): Promise<LambdaHost> {
  const directory = aDirectory();
  const source = `${before}\nexport async function handler(event, context) { ${handler} }`;
  writeFileSync(join(directory, 'index.mjs'), source);
  const variables = { GREETING: 'hello' };
  const host = await LambdaHost.start({ directory, handler: 'index.handler', variables, ...limits });
  hosts.push(host);
  return host;
}

describe('an execution environment', () => {
  it('hands events in and answers out, and keeps the environment between them', async () => {
    const host = await aHost({ before: 'let sum = 0;', handler: 'sum += event.add; return { sum };' });
    expect((await host.invoke({ add: 2 })).reply).toEqual({ sum: 2 });
    expect((await host.invoke({ add: 3 })).reply).toEqual({ sum: 5 });
  });

  it('gives the function its own variables and none of this process', async () => {
    const host = await aHost({ handler: 'return [process.env.GREETING, process.env.PATH ?? "no path"];' });
    expect((await host.invoke({})).reply).toEqual(['hello', 'no path']);
  });

  it('tells which lines each event printed', async () => {
    const host = await aHost({
      before: 'console.log("cold");',
      handler: 'process.stdout.write(event + "\\n");',
    });
    expect((await host.invoke('one')).printed).toEqual(['one']);
    expect((await host.invoke('two')).printed).toEqual(['two']);
    expect(host.printed.stdout).toEqual([expect.stringMatching(/\tINFO\tcold$/), 'one', 'two']);
  });

  it('reports what a handler throws, and goes on', async () => {
    const host = await aHost({
      handler: 'if (event === "bad") throw new TypeError("not so"); return event;',
    });
    await expect(host.invoke('bad')).rejects.toMatchObject({ name: 'TypeError', message: 'not so' });
    expect((await host.invoke('good')).reply).toBe('good');
  });

  it('reports a cold start that fails', async () => {
    const start = aHost({ before: 'throw new RangeError("no way");' });
    await expect(start).rejects.toMatchObject({ name: 'RangeError', message: 'no way' });
  });

  it('reports a process that ends instead of answering', async () => {
    const host = await aHost({ handler: 'process.exit(7);' });
    const message = expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 7$/);
    await expect(host.invoke({})).rejects.toMatchObject({ name: 'Runtime.ExitError', message });
  });

  it.each([
    ['throws where nobody catches', 'setImmediate(() => { throw new TypeError("late"); });', 'TypeError'],
    [
      'rejects where nobody waits',
      'void Promise.reject(new Error("late"));',
      'Runtime.UnhandledPromiseRejection',
    ],
  ])('reports what a handler %s, although the process ends', async (_, fault, name) => {
    const host = await aHost({ handler: `${fault} return new Promise(() => {});` });
    const failed = expect(host.invoke({})).rejects;
    await failed.toMatchObject({ name, message: expect.stringContaining('late') });
  });

  it('keeps a message of several lines together', async () => {
    const host = await aHost({ handler: 'console.log("one\\ntwo");' });
    expect((await host.invoke({})).printed).toEqual([expect.stringMatching(/\tINFO\tone\ntwo$/)]);
  });

  it('has all of an output before the answer, however long it is', async () => {
    const host = await aHost({
      handler: 'for (let i = 0; i < 20000; i++) process.stdout.write("x".repeat(99) + "\\n");',
    });
    expect((await host.invoke({})).printed).toHaveLength(20_000);
  });

  it('refuses an answer that Lambda would refuse, and goes on', async () => {
    const host = await aHost({ handler: 'return "x".repeat(event);' });
    await expect(host.invoke(6_291_555)).rejects.toMatchObject({ name: 'Function.ResponseSizeTooLarge' });
    expect((await host.invoke(6_291_554)).reply).toHaveLength(6_291_554);
  });

  it('ends a process that does not answer in time', async () => {
    const host = await aHost({
      handler: 'return new Promise(() => setInterval(() => {}, 1000));',
      timeoutMs: 200,
    });
    const processId = host.processId ?? 0;
    const message = expect.stringMatching(
      /^RequestId: [0-9a-f-]{36} Error: Task timed out after 0.20 seconds$/,
    );
    await expect(host.invoke({})).rejects.toMatchObject({ name: 'Sandbox.Timedout', message });
    await gone(processId);
  });

  it('ends a process in an endless loop', async () => {
    const host = await aHost({ handler: 'for (;;);', timeoutMs: 200 });
    await expect(host.invoke({})).rejects.toThrow('timed out');
    await host.close();
    expect(isAlive(host.processId ?? 0)).toBe(false);
  });

  it('leaves no process when it is closed', async () => {
    const host = await aHost({});
    expect(isAlive(host.processId ?? 0)).toBe(true);
    await host.close();
    await host.close();
    expect(isAlive(host.processId ?? 0)).toBe(false);
  });
});
