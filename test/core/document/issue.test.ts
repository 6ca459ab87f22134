import { describe, expect, it } from 'vitest';
import { type Issue, issueLine } from '../../../core/document/issue.ts';

const issue: Issue = {
  code: 'wrong-type',
  severity: 'error',
  pointer: '/flags/0/default',
  message: 'a default is a value',
  found: 'null',
  allowed: 'a string, number or boolean',
  fix: 'give a value',
};

describe('an issue in one line', () => {
  it('says where, what was found, what is allowed and what to do', () => {
    expect(issueLine(issue)).toBe(
      '/flags/0/default: a default is a value (found null); allowed: a string, number or boolean; fix: give a value',
    );
  });

  it('names the document where the pointer is empty, and leaves out what was not found', () => {
    const { found: _, ...missing } = issue;
    expect(issueLine({ ...missing, pointer: '' })).toMatch(/^\(document\): a default is a value; allowed/);
  });
});
