import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { unzipSync } from 'fflate';
import { invalidParameter } from './errors.ts';

/** Lambda's limit on unpacked code. */
const LARGEST_CODE_BYTES = 250 * 1024 * 1024;

/**
 * Unpacks a function's zip into a new directory below `scratch`. Only files and what is in them count, not their modes.
 *
 * @throws `InvalidParameterValueException` for what is no zip, is larger than 250 MB unpacked, or has a file that would
 * lie outside the directory.
 */
export function unpackCode(zip: Uint8Array, scratch: string): string {
  const files = Object.entries(unzipped(zip)).filter(([name]) => !name.endsWith('/'));
  for (const [name] of files) requireInside(name);
  const directory = mkdtempSync(join(scratch, 'code-'));
  for (const [name, bytes] of files) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  return directory;
}

function unzipped(zip: Uint8Array): Record<string, Uint8Array> {
  let sizeBytes = 0;
  const filter = ({ originalSize }: { readonly originalSize: number }) => {
    sizeBytes += originalSize;
    return sizeBytes <= LARGEST_CODE_BYTES;
  };
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(zip, { filter });
  } catch (error) {
    throw invalidParameter(`got code that could not be unzipped: ${String(error)}; upload a zip file`);
  }
  if (sizeBytes > LARGEST_CODE_BYTES) {
    throw invalidParameter(
      `got code of ${sizeBytes} bytes unzipped, allowed are ${LARGEST_CODE_BYTES}; leave files out`,
    );
  }
  return files;
}

function requireInside(name: string): void {
  const path = posix.normalize(name.replaceAll('\\', '/'));
  if (path === '..' || path.startsWith('../') || posix.isAbsolute(path) || /^[A-Za-z]:/.test(path)) {
    throw invalidParameter(
      `got ${JSON.stringify(name)} in the zip, allowed are paths inside it; pack the files anew`,
    );
  }
}
