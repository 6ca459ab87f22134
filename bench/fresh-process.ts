import { spawnSync } from 'node:child_process';

export interface ProcessOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program in a process of its own and gives what it wrote to descriptor 3, as JSON. What it writes to standard
 * output goes to the null device.
 *
 * @throws when the program fails, with what it wrote to standard error.
 */
export function inFreshProcess<Report>(program: string, options: ProcessOptions = {}): Report {
  const { status, stderr, output } = spawnSync(process.execPath, [program, ...(options.args ?? [])], {
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const report = output?.[3];
  if (status !== 0 || !report)
    throw new Error(`${program} ended with status ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(report);
}
