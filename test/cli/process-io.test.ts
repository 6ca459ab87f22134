import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { aDirectory } from '../lib/helpers/scratch.ts';

const LOCAL = ['--import', 'tsx', 'bin/model-rollout.ts', 'local', '--port', '0', '--json'];

it.each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  'a local account that gets %s leaves nothing on disk',
  async (signal) => {
    const TMPDIR = aDirectory();
    const scratch = () => readdirSync(TMPDIR).filter((name) => name.startsWith('model-rollout-'));
    const child = spawn(process.execPath, LOCAL, { env: { ...process.env, TMPDIR } });
    await once(child.stdout, 'data');
    expect(scratch()).toHaveLength(1);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(scratch()).toEqual([]);
  },
);
