import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { buildSync } from 'esbuild';

/**
 * Handlers this package deploys. Those `-with-means` also judge guardrails of method `mean`, and carry the special
 * functions that need it.
 */
export type HandlerName =
  | 'inference'
  | 'validator'
  | 'guard'
  | 'guard-with-means'
  | 'watch'
  | 'watch-with-means';

const ENTRY: Readonly<Record<HandlerName, string>> = {
  inference: 'lambda/inference/handler.ts',
  validator: 'lambda/validator/handler.ts',
  guard: 'lambda/guard/handler.ts',
  'guard-with-means': 'lambda/guard/handler-with-means.ts',
  watch: 'lambda/watch/handler.ts',
  'watch-with-means': 'lambda/watch/handler-with-means.ts',
};

/** A handler and all it imports in one file, ready to be an asset. */
export interface HandlerBundle {
  /** Directory that holds `index.mjs` and the extra files. */
  readonly directory: string;
  /** What esbuild says went in. */
  readonly metafile: Metafile;
}

/** Value of a function's `handler` property for every bundle. */
export const BUNDLE_HANDLER = 'index.handler';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const built = new Map<string, HandlerBundle>();

/**
 * Bundles the handler's file of `lambda/` into `outDir`, AWS SDK included, with files beside it.
 * The same sources give the same bytes: paths are relative to the package and there is no source map.
 * A second call of the process with the same arguments gives the first one's result.
 *
 * The syntax level is that of the oldest Node.js the package supports, so that the artefact that would be uploaded
 * also runs on a developer's machine.
 *
 * @param extraFiles file name → text.
 * @throws esbuild's error when a module cannot be resolved or parsed.
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
  const { metafile } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY[name]],
    outfile: join(outDir, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Node's own order would take the CommonJS of the AWS SDK: 1.1 MB in place of 0.5, and `require` in an ES module.
    mainFields: ['module', 'main'],
    minify: true,
    metafile: true,
    logLevel: 'silent',
  });
  for (const [file, text] of Object.entries(extraFiles)) writeFileSync(join(outDir, file), text);
  const bundle = { directory: outDir, metafile };
  built.set(key, bundle);
  return bundle;
}
