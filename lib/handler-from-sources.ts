import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { buildSync } from 'esbuild';
import type { HandlerName } from './handler-name.ts';

const ENTRY: Readonly<Record<HandlerName, string>> = {
  inference: 'lambda/inference/handler.ts',
  'inference-launchdarkly': 'lambda/inference/handler-launchdarkly.ts',
  validator: 'lambda/validator/handler.ts',
  guard: 'lambda/guard/handler.ts',
  'guard-with-means': 'lambda/guard/handler-with-means.ts',
  watch: 'lambda/watch/handler.ts',
  'watch-with-means': 'lambda/watch/handler-with-means.ts',
  outcomes: 'lambda/outcomes/handler.ts',
  'token-rotation': 'lambda/token-rotation/handler.ts',
  comparison: 'lambda/comparison/handler.ts',
  evaluator: 'lambda/evaluation/handler.ts',
};

/**
 * LaunchDarkly's SDK and the quantiles of comparisons are CommonJS and ask for modules of Node.js by `require`, which an ES
 * module does not have.
 */
const REQUIRE = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

const BANNER: Readonly<Partial<Record<HandlerName, string>>> = {
  'inference-launchdarkly': REQUIRE,
  comparison: REQUIRE,
};

/**
 * What the SDK asks on people's machines and never in Lambda: a fifth of most bundles. The last one renews tokens of SSO,
 * by which Bedrock can be called as well.
 */
const ABSENT = ['ini', 'process', 'sso', 'web-identity'].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);
const ALIAS = Object.fromEntries(
  [...ABSENT, '@aws-sdk/nested-clients/sso-oidc'].map((name) => [name, './lambda/absent-profiles.ts']),
);

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles the handler's file of `lambda/` into `outDir` as `index.mjs`, AWS SDK included, and gives what esbuild says
 * went in. The same sources give the same bytes: paths are relative to the package and there is no source map.
 *
 * The syntax level is that of the oldest Node.js the package supports, so that the artefact that would be uploaded
 * also runs on a developer's machine.
 *
 * In the published package `handler-prebuilt.ts` stands in the place of this file.
 *
 * @throws esbuild's error when a module cannot be resolved or parsed.
 */
export function writeHandler(name: HandlerName, outDir: string): Metafile {
  return buildSync({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY[name]],
    outfile: join(outDir, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Node's own order would take the CommonJS of the AWS SDK: 1.1 MB in place of 0.5, and `require` in an ES module.
    mainFields: ['module', 'main'],
    alias: ALIAS,
    banner: { js: BANNER[name] ?? '' },
    minify: true,
    metafile: true,
    logLevel: 'silent',
  }).metafile;
}
