import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { aDirectory } from '../../lib/helpers/scratch.ts';
import { gone, isAlive, LambdaScene } from './builders.ts';

const HOST = fileURLToPath(new URL('orphan-host.ts', import.meta.url));

const SAY_ID = 'process.stdout.write(process.pid + "\\n");';

interface Running {
  readonly host: ChildProcessWithoutNullStreams;
  readonly functionProcess: number;
}

/** A host in a process of its own, in which a function runs. */
async function aRunning(body: string, before = SAY_ID): Promise<Running> {
  const host = spawn(process.execPath, ['--import', 'tsx', HOST, `${before} ${body}`], {
    // Who is killed cannot tidy up.
    env: { ...process.env, TMPDIR: aDirectory() },
  });
  onTestFinished(() => void host.kill('SIGKILL'));
  const id = await new Promise<string>((resolve) => host.stdout.once('data', resolve));
  return { host, functionProcess: Number(id) };
}

/** Starts a process of the function's own, and says its id in place of the function's. */
const SPAWN = `const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  process.stdout.write(child.pid + '\\n');`;

it.each([
  ['waits', 'return new Promise(() => setInterval(() => {}, 1000));'],
  ['is in an endless loop', 'for (;;);'],
])('a function that %s does not outlive a host that is killed', async (_, body) => {
  const { host, functionProcess } = await aRunning(body);
  expect(isAlive(functionProcess)).toBe(true);
  host.kill('SIGKILL');
  await gone(functionProcess);
});

it('a function does not outlive a host that is interrupted', async () => {
  const { host, functionProcess } = await aRunning('for (;;);');
  host.kill('SIGINT');
  await gone(functionProcess);
});

it('what a function has started does not outlive a host that is killed', async () => {
  const { host, functionProcess } = await aRunning('for (;;);', SPAWN);
  host.kill('SIGKILL');
  await gone(functionProcess);
});

it('what a function has started ends with it, however it ends', async () => {
  const scene = new LambdaScene();
  scene.has({ body: `${SPAWN} process.exit(1);` });
  const { printed } = await scene.functions.invokeRaw('greeter', '{}');
  await gone(Number(printed[0]));
});
