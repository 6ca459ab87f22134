import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const RUNTIME_PACKAGE = 'aws-lambda-ric';

const MAIN = `import { run } from './index.mjs';
await run(process.cwd(), process.argv[2]);
`;

/**
 * Lays out the installed `aws-lambda-ric`, untouched, in a directory where our client lies in the place of the add-on
 * that its install scripts would have compiled. Answers the path of a module for Node.js, whose arguments are the
 * function's handler and the time in epoch milliseconds.
 *
 * @throws when the package is not installed; the error says how to.
 */
export function layOutRuntime(directory: string): string {
  const copy = join(directory, 'runtime');
  mkdirSync(copy);
  const installed = join(dirname(installedRuntime()), 'dist');
  cpSync(installed, copy, { recursive: true, filter: (path) => path === installed || path.endsWith('.mjs') });
  // `require('./rapid-client.node')` takes this file where there is none without the last suffix.
  cpSync(fileURLToPath(new URL('runtime-client.cjs', import.meta.url)), join(copy, 'rapid-client.node.js'));
  writeFileSync(join(copy, 'package.json'), '{ "type": "commonjs" }');
  writeFileSync(join(copy, 'main.mjs'), MAIN);
  return join(copy, 'main.mjs');
}

/**
 * Path of the manifest of `aws-lambda-ric`: beside this package, or in the project that uses it.
 *
 * @throws when the package is not installed; the error says how to.
 */
export function installedRuntime(): string {
  for (const from of [import.meta.url, pathToFileURL(join(process.cwd(), 'index.js'))]) {
    try {
      return createRequire(from).resolve(`${RUNTIME_PACKAGE}/package.json`);
    } catch {
      // Looked for in the next place.
    }
  }
  throw new Error(
    `got no package ${RUNTIME_PACKAGE}, under which functions run; npm install --save-dev --ignore-scripts ${RUNTIME_PACKAGE}@3`,
  );
}
