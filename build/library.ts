import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { ENTRY_POINTS } from './entry-points.ts';

/** What a consumer has beside the package; of this no copy may be bundled. */
const PEERS = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).peerDependencies);

const COMMON: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: [...PEERS, ...PEERS.map((name) => `${name}/*`)],
  metafile: true,
  logLevel: 'warning',
};

/** Code of the package makes its handlers from sources, which are not published; the bundles are. */
const prebuiltHandlers: Plugin = {
  name: 'prebuilt-handlers',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/handler-from-sources\.ts$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, 'handler-prebuilt.ts'),
    })),
};

/**
 * Bundles what can be imported from the package into a directory, readable, since it turns up in the stack traces of
 * others. Modules that entry points share stand in files of their own where the format allows it.
 */
export async function buildLibrary(outDir: string): Promise<readonly Metafile[]> {
  const built = await Promise.all([buildEsm(outDir), buildCommonJs(outDir)]);
  return built.map(({ metafile }) => metafile);
}

function buildEsm(outdir: string) {
  return build({
    ...COMMON,
    metafile: true,
    entryPoints: sources('esm'),
    outdir,
    format: 'esm',
    splitting: true,
  });
}

function buildCommonJs(outdir: string) {
  return build({
    ...COMMON,
    metafile: true,
    entryPoints: sources('cjs'),
    outdir,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [prebuiltHandlers],
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'moduleUrl' },
  });
}

function sources(format: 'cjs' | 'esm') {
  return ENTRY_POINTS.filter(({ formats }) => formats.includes(format)).map(({ name, source }) => ({
    in: source,
    out: name,
  }));
}
