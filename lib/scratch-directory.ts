import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let directory: string | undefined;

/** A directory of this process for what synthesis produces on the way; made at first use, gone at its exit. */
export function scratchDirectory(): string {
  if (directory === undefined) {
    const created = mkdtempSync(join(tmpdir(), 'model-rollout-'));
    process.once('exit', () => rmSync(created, { recursive: true, force: true }));
    directory = created;
  }
  return directory;
}
