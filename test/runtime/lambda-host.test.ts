import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { aDirectory } from '../lib/helpers/scratch.ts';
import { LambdaHost } from './lambda-host.ts';
import { FunctionError } from './runtime-api.ts';

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

function isAlive(processId: number | undefined): boolean {
  try {
    return process.kill(processId ?? 0, 0);
  } catch {
    return false;
  }
}

describe('the stand-in for Lambda', () => {
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
    expect(host.process.stdout).toMatch(/cold\none\ntwo\n$/);
  });

  it('reports what a handler throws, and goes on', async () => {
    const host = await aHost({
      handler: 'if (event === "bad") throw new TypeError("not so"); return event;',
    });
    await expect(host.invoke('bad')).rejects.toEqual(new FunctionError('TypeError', 'not so'));
    expect((await host.invoke('good')).reply).toBe('good');
  });

  it('reports a cold start that fails', async () => {
    const start = aHost({ before: 'throw new RangeError("no way");' });
    await expect(start).rejects.toEqual(new FunctionError('RangeError', 'no way'));
  });

  it('reports a process that ends instead of answering', async () => {
    const host = await aHost({ handler: 'process.exit(7);' });
    await expect(host.invoke({})).rejects.toThrow('the process ended: 7');
  });

  it('ends a process that does not answer in time', async () => {
    const host = await aHost({
      handler: 'return new Promise(() => setInterval(() => {}, 1000));',
      timeoutMs: 200,
    });
    await expect(host.invoke({})).rejects.toThrow('no answer within 200 ms');
    expect(await host.process.ended).toBe('SIGKILL');
  });

  it('leaves no process when it is closed', async () => {
    const host = await aHost({});
    expect(isAlive(host.process.id)).toBe(true);
    await host.close();
    await host.close();
    expect(isAlive(host.process.id)).toBe(false);
  });
});
