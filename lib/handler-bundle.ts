import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeHandler } from './handler-from-sources.ts';
import type { HandlerName } from './handler-name.ts';

/** A handler and all it imports in one file, ready to be an asset. */
export interface HandlerBundle {
  /** Directory that holds `index.mjs` and the extra files. */
  readonly directory: string;
}

/** Value of a function's `handler` property for every bundle. */
export const BUNDLE_HANDLER = 'index.handler';

const built = new Map<string, HandlerBundle>();

/**
 * Lays a handler and all it imports into `outDir`, with files beside it. A checkout makes it from the sources, the
 * published package brings it along: the same bytes.
 * A second call of the process with the same arguments gives the first one's result.
 *
 * @param extraFiles file name → text.
 */
export function bundleHandler(
  name: HandlerName,
  outDir: string,
  extraFiles: Readonly<Record<string, string>> = {},
): HandlerBundle {
  const key = JSON.stringify([name, outDir, extraFiles]);
  const known = built.get(key);
  if (known !== undefined) return known;
  mkdirSync(outDir, { recursive: true });
  writeHandler(name, outDir);
  for (const [file, text] of Object.entries(extraFiles)) writeFileSync(join(outDir, file), text);
  const bundle = { directory: outDir };
  built.set(key, bundle);
  return bundle;
}
