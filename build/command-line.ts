import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

/**
 * Bundles the command line into a directory: one small entry, and a file for whatever a verb loads, so that no verb
 * waits for the code of another.
 */
export async function buildCommandLine(outDir: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: ['bin/model-rollout.ts'],
    outdir: outDir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // As for the handlers: Node's own order would take the CommonJS of the AWS SDK.
    mainFields: ['module', 'main'],
    // Packages in CommonJS ask for Node's modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    // What only `local` needs, and says how to install.
    external: ['aws-lambda-ric', '@aws-cdk/aws-service-spec'],
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  await chmod(join(outDir, 'model-rollout.js'), 0o755);
  // Looked for beside the code that lays out the runtime of functions.
  await copyFile('local/lambda/runtime-client.cjs', join(outDir, 'runtime-client.cjs'));
  return metafile;
}
