import { createHash } from 'node:crypto';
import type { Documents } from './documents.ts';

/** Hexadecimal digits of a digest: enough to tell versions apart, and short enough for a configuration file. */
const DIGITS = 16;

/** Tells documents from any others: the beginning of the SHA-256 of what CloudFormation is given. */
export function documentsDigest({ flags, prompts }: Documents): string {
  return createHash('sha256')
    .update(JSON.stringify([flags, prompts]))
    .digest('hex')
    .slice(0, DIGITS);
}

/**
 * Refuses documents that are not those a digest was taken of.
 *
 * @throws with the digest found, and the ways there are.
 */
export function requireDigest(documents: Documents, digest: string): void {
  const found = documentsDigest(documents);
  if (found === digest) return;
  throw new Error(
    `firstVersion has the digest ${found}, but was first deployed as ${digest}, and CloudFormation would deploy the change to everybody at once, over whatever has been rolled out since: undo it and use model-rollout deploy, or set firstVersionDigest to ${found} to do it all the same`,
  );
}
