import { contentHash } from './content-hash.ts';
import type { FlagSource, SourcedDocument } from './flag-source.ts';

/** A document that ships with the code and never changes; the version is a hash of the content. */
export class TextFlagSource implements FlagSource {
  readonly #document: SourcedDocument;

  constructor(text: string) {
    const bytes = new TextEncoder().encode(text);
    this.#document = { bytes, version: contentHash(bytes) };
  }

  async fetch(): Promise<SourcedDocument> {
    return this.#document;
  }
}
