import { describe, expect, it } from 'vitest';
import { type References, referencedIds, resolveIntrinsics } from '../../../local/rehearsal/intrinsics.ts';

const REFERENCES: References = {
  ref: (logicalId) => `ref-of-${logicalId}`,
  attribute: (logicalId, name) => `${name}-of-${logicalId}`,
};

/** A part of a text that is substituted. */
function part(name: string): string {
  return `$${'{'}${name}}`;
}

const VALUE = {
  plain: [1, 'text', null, { Ref: 'A' }],
  attribute: { 'Fn::GetAtt': ['B', 'Arn'] },
  joined: { 'Fn::Join': ['/', ['x', { Ref: 'C' }, 2]] },
  substituted: { 'Fn::Sub': `arn:${part('AWS::Partition')}:${part('D.Arn')}:${part('E')}` },
};

describe('intrinsic functions', () => {
  it('are carried out wherever they stand', () => {
    expect(resolveIntrinsics(VALUE, REFERENCES)).toEqual({
      plain: [1, 'text', null, 'ref-of-A'],
      attribute: 'Arn-of-B',
      joined: 'x/ref-of-C/2',
      substituted: 'arn:ref-of-AWS::Partition:Arn-of-D:ref-of-E',
    });
  });

  it('tell which resources must exist first', () => {
    expect(new Set(referencedIds(VALUE))).toEqual(new Set(['A', 'B', 'C', 'AWS::Partition', 'D', 'E']));
  });

  it('that are not known are refused by name', () => {
    expect(() => resolveIntrinsics({ 'Fn::Select': [0, ['a']] }, REFERENCES)).toThrow(
      'Fn::Select is not understood',
    );
  });
});
