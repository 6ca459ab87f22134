import { describe, expect, it } from 'vitest';
import { isAwsError } from '../../../cli/aws/aws-error.ts';

/** An error of Node.js with a code of the system's. */
function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('an error of AWS', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'])(
    'is one of the network beneath it: %s',
    (code) => {
      expect(isAwsError(systemError(code))).toBe(true);
    },
  );

  it.each(['ENOENT', 'EACCES', 'ENOSPC', 'EROFS', 'EMFILE'])('is none of this machine: %s', (code) => {
    expect(isAwsError(systemError(code))).toBe(false);
  });
});
