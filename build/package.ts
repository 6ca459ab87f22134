import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeHandler } from '../lib/handler-from-sources.ts';
import { HANDLER_NAMES } from '../lib/handler-name.ts';
import { buildCommandLine } from './command-line.ts';
import { buildDeclarations, type DescribedEntryPoint } from './declarations.ts';
import { buildLibrary } from './library.ts';
import { notices } from './notices.ts';

/** Name of the file that holds the licences of bundled packages. */
const NOTICES = 'third-party-notices.txt';

/**
 * Builds all that is published and not written by hand into an empty directory: the command line, what can be imported
 * with its types, the handlers, and the licences of what is bundled. Says what can be imported.
 */
export async function buildPackage(outDir: string): Promise<readonly DescribedEntryPoint[]> {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const handlers = HANDLER_NAMES.map((name) => writeHandler(name, join(outDir, 'handlers', name)));
  const bundles = [await buildCommandLine(outDir), ...(await buildLibrary(outDir)), ...handlers];
  writeFileSync(join(outDir, NOTICES), notices(bundles));
  return buildDeclarations(outDir);
}
