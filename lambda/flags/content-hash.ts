import { createHash } from 'node:crypto';

/** Version of a document whose source names none: equal bytes, equal version. */
export function contentHash(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64url')}`;
}
