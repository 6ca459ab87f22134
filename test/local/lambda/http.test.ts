import {
  GetFunctionCommand,
  InvocationType,
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { lambdaHandler } from '../../../local/lambda/http.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { LambdaScene, MINUTE } from './builders.ts';

interface Connected extends LambdaScene {
  readonly client: LambdaClient;
}

async function aConnectedScene(): Promise<Connected> {
  const scene = new LambdaScene();
  const { client } = await connect(LambdaClient, lambdaHandler(scene.functions, scene.clock));
  return Object.assign(scene, { client });
}

function invoke(
  { client }: Connected,
  input: Omit<InvokeCommandInput, 'FunctionName'> & { readonly FunctionName?: string } = {},
): Promise<InvokeCommandOutput> {
  return client.send(new InvokeCommand({ FunctionName: 'greeter', ...input }));
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('Lambda over the wire', () => {
  it('answers an invocation by name or by ARN', async () => {
    const scene = await aConnectedScene();
    const arn = scene.has({ body: 'return { said: event };' });
    for (const FunctionName of ['greeter', arn, `${arn}:$LATEST`, '123456789012:function:greeter']) {
      const answer = await invoke(scene, { FunctionName, Payload: json('hi') });
      expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
      expect(answer.Payload?.transformToString()).toBe('{"said":"hi"}');
      expect(answer).not.toHaveProperty('FunctionError');
    }
  });

  it('says what a function threw, as an answer', async () => {
    const scene = await aConnectedScene();
    scene.has({ body: 'throw new TypeError("not so");' });
    const { StatusCode, FunctionError, Payload } = await invoke(scene);
    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({
      errorType: 'TypeError',
      errorMessage: 'not so',
      trace: expect.any(Array),
    });
  });

  it('gives the end of the log to who asks for it', async () => {
    const scene = await aConnectedScene();
    scene.has({ body: 'process.stdout.write("x".repeat(5000) + "\\nlast\\n");' });
    const { LogResult = '' } = await invoke(scene, { LogType: 'Tail' });
    const log = Buffer.from(LogResult, 'base64').toString();
    expect(log).toHaveLength(4096);
    expect(log).toMatch(/^x+\nlast\n$/);
    expect((await invoke(scene)).LogResult).toBeUndefined();
  });

  it('takes no payload for an empty object, and refuses what is not JSON', async () => {
    const scene = await aConnectedScene();
    scene.has();
    expect((await invoke(scene)).Payload?.transformToString()).toBe('{}');
    const broken = invoke(scene, { Payload: Buffer.from('{') });
    await expect(broken).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });

  it('refuses events that are too long, by the way they are sent', async () => {
    const scene = await aConnectedScene();
    scene.has({ body: 'return event.length;' });
    const Payload = json('x'.repeat(2_000_000));
    expect((await invoke(scene, { Payload })).Payload?.transformToString()).toBe('2000000');
    const async = invoke(scene, { Payload, InvocationType: InvocationType.Event });
    await expect(async).rejects.toMatchObject({ name: 'RequestTooLargeException' });
    const longer = invoke(scene, { Payload: json('x'.repeat(6_291_455)) });
    await expect(longer).rejects.toMatchObject({ name: 'RequestTooLargeException' });
  });

  it('tries a dry run without running anything', async () => {
    const scene = await aConnectedScene();
    scene.has();
    const dryRun = { InvocationType: InvocationType.DryRun };
    expect((await invoke(scene, dryRun)).StatusCode).toBe(204);
    expect(scene.metrics).toEqual([]);
    const unknown = invoke(scene, { ...dryRun, FunctionName: 'other' });
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('accepts an event at once, and tries it again when it fails', async () => {
    const attempts: (() => void)[] = [];
    const attempt = () => new Promise<void>((resolve) => void attempts.push(resolve));
    const scene = new LambdaScene({ metrics: () => attempts.shift()?.() });
    const { client } = await connect(LambdaClient, lambdaHandler(scene.functions, scene.clock));
    scene.has({ body: 'process.stdout.write("tried\\n"); throw new Error("no");' });
    const first = attempt();
    const sent = await invoke(Object.assign(scene, { client }), { InvocationType: InvocationType.Event });
    expect(sent.StatusCode).toBe(202);
    await first;
    // The failure is known; what follows from it comes in the same turn.
    await new Promise(setImmediate);
    const second = attempt();
    scene.clock.advance(MINUTE);
    scene.functions.tick();
    await second;
    expect(scene.printed.filter((line) => line === 'tried')).toHaveLength(2);
  });

  it('says with its own exception that a function is throttled', async () => {
    const scene = await aConnectedScene();
    scene.has();
    scene.functions.putConcurrency('greeter', 0);
    await expect(invoke(scene)).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
  });

  it('shows functions to those who look', async () => {
    const scene = await aConnectedScene();
    scene.has({ Description: 'Says hello', MemorySize: 256 });
    const { Functions } = await scene.client.send(new ListFunctionsCommand());
    expect(Functions).toMatchObject([
      { FunctionName: 'greeter', Description: 'Says hello', MemorySize: 256 },
    ]);
    const { Configuration } = await scene.client.send(new GetFunctionCommand({ FunctionName: 'greeter' }));
    expect(Configuration).toMatchObject({ Handler: 'index.handler', State: 'Active', Runtime: 'nodejs24.x' });
  });
});
