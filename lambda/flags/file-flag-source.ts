import { readFile, stat } from 'node:fs/promises';
import { RolloutError } from '../rollout-error.ts';
import { MAX_ANSWER_BYTES } from './agent-client.ts';
import { contentHash } from './content-hash.ts';
import type { FlagSource, SourcedDocument } from './flag-source.ts';
import { sourceFailure } from './source-failure.ts';

export interface FileFlagSourceOptions {
  readonly path: string | URL;
}

/**
 * Reads a file, for laptops, tests and mounted configuration, again whenever its size, times or place on the disk have
 * changed. Replace the file rather than write into it: half a document is refused, and the last good one stays. The
 * version is a hash of the content.
 */
export class FileFlagSource implements FlagSource {
  readonly #path: string | URL;
  #held: { readonly stamp: string; readonly document: SourcedDocument } | undefined;

  constructor({ path }: FileFlagSourceOptions) {
    this.#path = path;
  }

  async fetch(): Promise<SourcedDocument> {
    try {
      const stamp = await this.#stamp();
      if (this.#held?.stamp === stamp) return this.#held.document;
      const bytes = await readFile(this.#path);
      const document = { bytes, version: contentHash(bytes) };
      this.#held = { stamp, document };
      return document;
    } catch (error) {
      if (error instanceof RolloutError) throw error;
      const { code } = Object(error) as { readonly code?: unknown };
      throw sourceFailure('flag-source-unreachable', `the file of flags cannot be read: ${code}`, error);
    }
  }

  /** Taken before the file is read, so that a change in between shows the next time. */
  async #stamp(): Promise<string> {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(this.#path, { bigint: true });
    if (size > MAX_ANSWER_BYTES) {
      const message = `the file of flags has ${size} bytes, allowed are ${MAX_ANSWER_BYTES}`;
      throw sourceFailure('flag-source-too-large', message);
    }
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  }
}
