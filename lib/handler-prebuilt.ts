import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HandlerName } from './handler-name.ts';

/** Copies the handler's bundle, which the published package brings along, into `outDir` as `index.mjs`. */
export function writeHandler(name: HandlerName, outDir: string): void {
  const prebuilt = fileURLToPath(new URL(`handlers/${name}/index.mjs`, import.meta.url));
  copyFileSync(prebuilt, join(outDir, 'index.mjs'));
}
