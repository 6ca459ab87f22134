import { mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { aDirectory } from '../lib/helpers/scratch.ts';

let command: readonly string[] | undefined;

/**
 * Arguments for Node.js that run the installed `aws-lambda-ric`, untouched: links to its files in a directory where
 * our client lies in the place of the add-on that its install scripts would have compiled. The handler's name follows.
 */
export function ricCommand(): readonly string[] {
  command ??= layOut();
  return command;
}

function layOut(): readonly string[] {
  const directory = aDirectory();
  const installed = dirname(createRequire(import.meta.url).resolve('aws-lambda-ric/package.json'));
  mkdirSync(join(directory, 'dist'));
  symlinkSync(join(installed, 'bin'), join(directory, 'bin'));
  symlinkSync(join(installed, 'dist', 'index.mjs'), join(directory, 'dist', 'index.mjs'));
  buildSync({
    entryPoints: [fileURLToPath(new URL('ric-shim.ts', import.meta.url))],
    // `require('./rapid-client.node')` takes this file where there is none without the last suffix.
    outfile: join(directory, 'dist', 'rapid-client.node.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  return ['--preserve-symlinks', '--preserve-symlinks-main', join(directory, 'bin', 'index.mjs')];
}
