import { createHash } from 'node:crypto';

/**
 * What the AppConfig agent is told of a unit: base64url of its SHA-256, 43 characters. Safe in a header for any
 * unicode, below the agent's 2 KB, and no personal data reaches the agent or its log.
 */
export function entityId(unit: string): string {
  return createHash('sha256').update(unit).digest('base64url');
}
