import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { scratchDirectory } from '../../../lib/scratch-directory.ts';

// A test worker is killed and never sees the `exit` that removes the directory elsewhere.
afterAll(() => rmSync(scratchDirectory(), { recursive: true, force: true }));

/** A directory of its own that is gone after the tests of the file. */
export function aDirectory(): string {
  return mkdtempSync(join(scratchDirectory(), 'test-'));
}
