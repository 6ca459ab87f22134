import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Path of a file that is there until the test is over. */
export function textFile(name: string, text: string | Uint8Array): string {
  const directory = mkdtempSync(join(tmpdir(), 'model-rollout-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** Path of such a file that holds a document. */
export function documentFile(document: unknown, name = 'flags.json'): string {
  return textFile(name, JSON.stringify(document, undefined, 2));
}
