import { isLost, isMissing } from '../aws/aws-error.ts';

/**
 * Whether a request that failed was carried out nevertheless: its answer may have been lost, and the SDK's second attempt may
 * have met the lock that the first one moved. `look` tells by what is there. `undefined`: nobody knows.
 */
export async function wasDone(error: unknown, look: () => Promise<boolean>): Promise<boolean | undefined> {
  if (!isLost(error) && !isConflict(error)) return false;
  const isThere = await look().catch((cause: unknown) => (isMissing(cause) ? false : undefined));
  // What is lost may still be under way.
  return isThere || isConflict(error) ? isThere : undefined;
}

/** Whether AppConfig refused a lock, or has something in progress. */
export function isConflict(error: unknown): boolean {
  return Object(error).name === 'ConflictException';
}
