import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { aFunction, aZip, gone, LambdaScene, MINUTE } from './builders.ts';

const PROCESS_ID = 'return process.pid;';
const SAY_ID_FOR_EVER = 'process.stdout.write(process.pid + "\\n"); for (;;);';

/** A function that fails, told of an event once, and what was sent to which destination. */
async function givenUp(DestinationConfig?: object) {
  const sent: [string, unknown][] = [];
  const send = (arn: string, body: string) => void sent.push([arn, JSON.parse(body)]);
  const scene = new LambdaScene({ send });
  const arn = scene.has({ body: 'throw new RangeError("not so");' });
  scene.functions.putEventInvokeConfig('greeter', {
    ...{ MaximumRetryAttempts: 0, ...(DestinationConfig && { DestinationConfig }) },
  });
  scene.functions.invokeAsync('greeter', '{"a":1}');
  await vi.waitFor(() => expect(scene.metrics).toHaveLength(1), { interval: 5 });
  await new Promise(setImmediate);
  return { arn, sent };
}

describe('an event that is given up', () => {
  const queue = 'arn:aws:sqs:us-east-1:123456789012:lost';

  it('goes where the function wants, with what it held and why', async () => {
    const { arn, sent } = await givenUp({ OnFailure: { Destination: queue } });
    const context = {
      functionArn: `${arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 1,
    };
    const record = { version: '1.0', requestContext: context, requestPayload: { a: 1 } };
    expect(sent).toEqual([[queue, expect.objectContaining(record)]]);
  });

  it('is forgotten where the function wants it nowhere', async () => {
    const { sent } = await givenUp();
    expect(sent).toEqual([]);
  });
});

describe('a function', () => {
  it('is called by name and by ARN, and remembers between calls', async () => {
    const scene = new LambdaScene();
    const arn = scene.has({ before: 'let calls = 0;', body: 'return [event, ++calls];' });
    expect(await scene.functions.invoke(arn, { a: 1 })).toEqual([{ a: 1 }, 1]);
    expect(await scene.functions.invoke('greeter', { a: 2 })).toEqual([{ a: 2 }, 2]);
  });

  it('rejects with what its handler throws, and with what nobody knows', async () => {
    const scene = new LambdaScene();
    const arn = scene.has({ body: 'throw new RangeError("not so");' });
    await expect(scene.functions.invoke(arn, {})).rejects.toMatchObject({
      name: 'RangeError',
      message: 'not so',
    });
    await expect(scene.functions.invoke(`${arn}:live`, {})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(scene.functions.invoke('other', {})).rejects.toMatchObject({ status: 404 });
  });

  it('sees its variables, what Lambda sets and where AWS is, and nothing of the developer', async () => {
    const scene = new LambdaScene();
    process.env.A_SECRET_OF_THE_DEVELOPER = 'x';
    scene.has({ Environment: { Variables: { GREETING: 'hello' } }, body: 'return process.env;' });
    const seen = (await scene.functions.invoke('greeter', {})) as Record<string, string>;
    delete process.env.A_SECRET_OF_THE_DEVELOPER;
    expect(seen).toMatchObject({
      GREETING: 'hello',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'greeter',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/greeter',
    });
    const own = /^(AWS_|_?LAMBDA|_HANDLER$|TZ$|LANG$|GREETING$|HOME$|TMPDIR$)/;
    expect(Object.keys(seen).filter((name) => !own.test(name))).toEqual([]);
    expect(seen.HOME).not.toBe(process.env.HOME);
  });

  it('logs what it prints, under its log group, before its answer', async () => {
    const scene = new LambdaScene();
    scene.has({
      LoggingConfig: { LogGroup: 'talk' },
      body: 'process.stdout.write("{\\"a\\":1}\\n"); process.stderr.write("oh\\n");',
    });
    await scene.functions.invoke('greeter', {});
    const common = { functionName: 'greeter', logGroup: 'talk', timestampMs: scene.clock.now() };
    expect(scene.lines).toHaveLength(2);
    expect(scene.lines).toEqual(
      expect.arrayContaining([
        { ...common, line: '{"a":1}' },
        { ...common, line: 'oh' },
      ]),
    );
  });

  it('has in its log what Lambda found in place of an answer', async () => {
    const scene = new LambdaScene();
    scene.has({ Timeout: 1, body: 'if (event === "exit") process.exit(3); for (;;);' });
    for (const event of ['exit', 'hang']) await scene.functions.invoke('greeter', event).catch(() => {});
    expect(scene.printed).toEqual([
      expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 3$/),
      expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1.00 seconds$/),
    ]);
  });

  it('is counted: every call, and whether it failed', async () => {
    const scene = new LambdaScene();
    scene.has({ body: 'if (event === "bad") throw new Error("no");' });
    await scene.functions.invoke('greeter', {});
    await scene.functions.invoke('greeter', 'bad').catch(() => {});
    const counts = { Invocations: 1, Throttles: 0, Duration: expect.any(Number) };
    expect(scene.metrics.map(({ values }) => values)).toEqual([
      { ...counts, Errors: 0 },
      { ...counts, Errors: 1 },
    ]);
  });

  it('tells when it begins to run and when it has ended, well or badly', async () => {
    const told: string[] = [];
    const scene = new LambdaScene({
      begin: () => {
        told.push('begin');
        return () => void told.push('end');
      },
    });
    scene.has({ body: 'if (event === "bad") throw new Error("no");' });
    await scene.functions.invoke('greeter', {});
    await scene.functions.invoke('greeter', 'bad').catch(() => {});
    expect(told).toEqual(['begin', 'end', 'begin', 'end']);
  });

  it('cannot be created twice, nor be what does not run here', () => {
    const { functions } = new LambdaScene();
    functions.create(aFunction());
    expect(() => functions.create(aFunction())).toThrow('function already exists: greeter');
    expect(() => functions.create(aFunction({ FunctionName: 'snake', Runtime: 'python3.13' }))).toThrow(
      /got Runtime python3.13/,
    );
    expect(functions.list().map(({ FunctionName }) => FunctionName)).toEqual(['greeter']);
  });

  it('is ended by a host that closes whatever it is at, with code of before too', async () => {
    const ids: number[] = [];
    let bothRun = () => {};
    const running = new Promise<void>((resolve) => {
      bothRun = resolve;
    });
    const log = ({ line }: { readonly line: string }) => {
      if (/^\d+$/.test(line) && ids.push(Number(line)) === 2) bothRun();
    };
    const scene = new LambdaScene({ log });
    const { functions } = scene;
    scene.has({ body: SAY_ID_FOR_EVER });
    const first = expect(functions.invoke('greeter', {})).rejects.toMatchObject({
      name: 'Runtime.ExitError',
    });
    functions.updateConfiguration('greeter', { Timeout: 20 });
    const second = expect(functions.invoke('greeter', {})).rejects.toMatchObject({
      name: 'Runtime.ExitError',
    });
    await running;
    await functions.close();
    await Promise.all([first, second, ...ids.map(gone)]);
  });

  it('leaves nothing on disk and no process when the host closes', async () => {
    const scene = new LambdaScene();
    scene.has({ body: 'return [process.pid, process.cwd()];' });
    const [id, directory] = (await scene.functions.invoke('greeter', {})) as [number, string];
    expect(dirname(dirname(directory))).toBe(tmpdir());
    await scene.functions.close();
    await gone(id);
    expect(readdirSync(tmpdir())).not.toContain(dirname(directory).split('/').at(-1));
  });
});

describe('its environments', () => {
  it('serve one event each, the next event warm', async () => {
    const scene = new LambdaScene();
    scene.has({ body: PROCESS_ID });
    const call = () => scene.functions.invoke('greeter', {});
    const [first, second] = await Promise.all([call(), call()]);
    expect(first).not.toBe(second);
    expect([first, second]).toContain(await call());
    expect(scene.functions.environments('greeter')).toBe(2);
  });

  it('do not exceed the limit: further events wait and are all served', async () => {
    const scene = new LambdaScene({ environmentLimit: 2 });
    scene.has({ body: PROCESS_ID });
    const calls = Array.from({ length: 5 }, () => scene.functions.invoke('greeter', {}));
    expect(new Set(await Promise.all(calls)).size).toBe(2);
    expect(scene.functions.environments('greeter')).toBe(2);
  });

  it('throttle beyond the reserved concurrency', async () => {
    const scene = new LambdaScene();
    scene.has({ body: PROCESS_ID });
    scene.functions.putConcurrency('greeter', 1);
    const first = scene.functions.invoke('greeter', {});
    await expect(scene.functions.invoke('greeter', {})).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      status: 429,
    });
    await first;
    expect(scene.metrics.map(({ values }) => values.Throttles)).toEqual([1, 0]);
    scene.functions.putConcurrency('greeter', undefined);
    await Promise.all([scene.functions.invoke('greeter', {}), scene.functions.invoke('greeter', {})]);
  });

  it('end when they have been idle for long by the clock, and not before', async () => {
    const scene = new LambdaScene({ idleLimitMs: 10 * MINUTE });
    scene.has({ body: PROCESS_ID });
    const first = (await scene.functions.invoke('greeter', {})) as number;
    scene.clock.advance(10 * MINUTE - 1);
    scene.functions.tick();
    expect(await scene.functions.invoke('greeter', {})).toBe(first);
    scene.clock.advance(10 * MINUTE);
    scene.functions.tick();
    await gone(first);
    expect(await scene.functions.invoke('greeter', {})).not.toBe(first);
  });

  it('are replaced after a time-out and after an exit', async () => {
    const scene = new LambdaScene();
    scene.has({
      Timeout: 1,
      body: 'if (event === "exit") process.exit(3); if (event === "hang") for (;;); return process.pid;',
    });
    const call = (event: unknown) => scene.functions.invoke('greeter', event);
    const first = await call({});
    await expect(call('exit')).rejects.toThrow('exit status 3');
    const second = await call({});
    await expect(call('hang')).rejects.toThrow('timed out after 1.00 seconds');
    const third = await call({});
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it('that end between events cost no event', async () => {
    const scene = new LambdaScene();
    scene.has({ body: 'setImmediate(() => process.exit(1)); return process.pid;' });
    const ids = new Set<unknown>();
    for (let call = 0; call < 5; call++) ids.add(await scene.functions.invoke('greeter', {}));
    expect(ids.size).toBe(5);
  });

  it('try again after a cold start that failed', async () => {
    const scene = new LambdaScene();
    scene.has({ before: 'throw new RangeError("no way");' });
    for (let call = 0; call < 2; call++) {
      await expect(scene.functions.invoke('greeter', {})).rejects.toMatchObject({ name: 'RangeError' });
    }
    expect(scene.functions.environments('greeter')).toBe(0);
  });
});

describe('new code or configuration', () => {
  it('serves the next event, while what runs comes to its end', async () => {
    const scene = new LambdaScene();
    scene.has({ body: 'return "old";' });
    const running = scene.functions.invoke('greeter', {});
    const before = scene.functions.get('greeter');
    const after = scene.functions.updateCode('greeter', { ZipFile: aZip('return "new";') });
    expect(after.CodeSha256).not.toBe(before.CodeSha256);
    expect(await scene.functions.invoke('greeter', {})).toBe('new');
    expect(await running).toBe('old');
  });

  it('ends the environments of before', async () => {
    const scene = new LambdaScene();
    scene.has({ body: PROCESS_ID });
    const first = (await scene.functions.invoke('greeter', {})) as number;
    scene.functions.updateConfiguration('greeter', { Environment: { Variables: { A: '1' } } });
    await gone(first);
    expect(scene.functions.get('greeter')).toMatchObject({ Handler: 'index.handler', Timeout: 10 });
    expect(scene.functions.updateConfiguration('greeter', { Timeout: undefined }).Timeout).toBe(3);
  });

  it('leaves everything as it was when it is refused or the same', async () => {
    const scene = new LambdaScene();
    scene.has({ body: PROCESS_ID });
    const first = await scene.functions.invoke('greeter', {});
    const refused = () => scene.functions.updateConfiguration('greeter', { Timeout: 901 });
    expect(refused).toThrow('got Timeout 901, allowed are whole numbers from 1 to 900');
    const bytes = () => scene.functions.updateCode('greeter', { ZipFile: Buffer.from('no zip') });
    expect(bytes).toThrow(/could not be unzipped/);
    scene.functions.updateCode('greeter', { ZipFile: aZip(PROCESS_ID) });
    expect(await scene.functions.invoke('greeter', {})).toBe(first);
  });

  it('may be a deletion: what runs comes to its end, and then there is nothing', async () => {
    const scene = new LambdaScene();
    scene.has({ body: PROCESS_ID });
    const running = scene.functions.invoke('greeter', {});
    scene.functions.delete('greeter');
    await gone((await running) as number);
    expect(() => scene.functions.get('greeter')).toThrow('function not found: greeter');
  });
});
