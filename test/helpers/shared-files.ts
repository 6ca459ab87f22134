import { existsSync, readFileSync } from 'node:fs';

const SHARED = new URL('../../../shared/', import.meta.url);

/** A reference file kept beside the checkout, not in it: vectors from other people's work. */
export interface SharedFile<Content> {
  readonly present: boolean;
  /** Title of the group of tests; says why they are left out where the file is missing. */
  readonly title: (title: string) => string;
  /** @throws when the file is missing. */
  readonly read: () => Content;
}

/** The same for a file that is not JSON. */
export function sharedText(path: string): SharedFile<string> {
  return { ...sharedFile<string>(path), read: () => readFileSync(new URL(path, SHARED), 'utf8') };
}

/** `path` is relative to the folder `shared` beside the checkout; use with `describe.runIf(file.present)(file.title('…'), …)`. */
export function sharedFile<Content>(path: string): SharedFile<Content> {
  const url = new URL(path, SHARED);
  const present = existsSync(url);
  return {
    present,
    title: (title) => (present ? title : `${title} (left out: ../shared/${path} is not here)`),
    read: () => JSON.parse(readFileSync(url, 'utf8')),
  };
}
