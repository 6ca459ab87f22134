import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Where built programs go; git ignores it. */
export const DIST = fileURLToPath(new URL('dist', import.meta.url));

const REQUIRE = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Removes what an earlier run built. */
export function cleanDist(): void {
  rmSync(DIST, { recursive: true, force: true });
}

export interface BuildOptions {
  /** As a handler is uploaded; default no, for readable profiles: it changes the size only. */
  readonly minify?: boolean;
}

/**
 * Builds a program of one file, path relative to `bench/`, with everything it imports, in the way this package builds
 * its handlers; gives the file to run. Everybody is built alike, and for production: that spares some libraries
 * their own debugging.
 */
export function buildProgram(source: string, { minify = false }: BuildOptions = {}): string {
  const outfile = join(DIST, `${basename(source, '.ts')}.mjs`);
  buildSync({
    absWorkingDir: HERE,
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: minify,
    minifyIdentifiers: minify,
    define: { 'process.env.NODE_ENV': '"production"' },
    // CommonJS libraries in the bundle call `require` for modules of Node.
    ...(!minify && { banner: { js: REQUIRE } }),
    logLevel: 'silent',
  });
  return outfile;
}
