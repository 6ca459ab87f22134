import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareSemver,
  compareSemverText,
  parseSemver,
  type SemanticVersion,
} from '../../../core/evaluation/semver.ts';

/** In ascending order: the example of semver.org section 11, and what it leaves open. */
const ASCENDING = [
  '0.0.0-0',
  '0.0.0',
  '0.0.9',
  '0.0.10',
  '0.10.0',
  '1.0.0--1',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-beta.11.0',
  '1.0.0-rc.1',
  '1.0.0',
  '2.0.0-9007199254740992',
  '2.0.0-9007199254740993',
  '2.0.0-10000000000000000',
  '2.0.0-A',
  '2.0.0-a',
  '999999999.999999999.999999999',
];
const INVALID = [
  '',
  '1',
  '1.2',
  '1.2.3.4',
  'v1.2.3',
  ' 1.2.3',
  '1.2.3 ',
  '01.2.3',
  '1.2.03',
  '1.2.3-',
  '1.2.3-a..b',
  '1.2.3-01',
  '1.2.3+',
  '1.2.3-ä',
  '-1.2.3',
  '1.2.3+a+b',
  '1.2.3\n',
  '1234567890.0.0',
  `1.0.0-${'a'.repeat(256)}`,
];

function version(text: string): SemanticVersion {
  const parsed = parseSemver(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
}

describe('parseSemver', () => {
  it.each(INVALID)('reads no version in %j', (text) => {
    expect(parseSemver(text)).toBeUndefined();
  });

  it('reads versions with every part', () => {
    expect(version('10.20.30-alpha.0.x-y+build.01')).toEqual({
      release: [10, 20, 30],
      prerelease: ['alpha', '0', 'x-y'],
    });
  });
});

describe('compareSemver', () => {
  it('orders versions as semver.org does', () => {
    for (const [at, left] of ASCENDING.entries()) {
      for (const [other, right] of ASCENDING.entries())
        expect(Math.sign(compareSemver(version(left), version(right))), `${left} and ${right}`).toBe(
          Math.sign(at - other),
        );
    }
  });

  it('takes no notice of build metadata', () => {
    expect(compareSemver(version('1.0.0+a'), version('1.0.0+b'))).toBe(0);
  });

  it('turns its sign when the versions change places', () => {
    const versions = fc
      .tuple(
        fc.nat(3),
        fc.nat(3),
        fc.nat(3),
        fc.array(fc.constantFrom('0', '1', '10', 'a', 'b', '-'), { maxLength: 3 }),
      )
      .map(([major, minor, patch, pre]) =>
        version(`${major}.${minor}.${patch}${pre.length > 0 ? `-${pre.join('.')}` : ''}`),
      );
    fc.assert(
      fc.property(versions, versions, (left, right) => {
        expect(Math.sign(compareSemver(left, right))).toBe(0 - Math.sign(compareSemver(right, left)));
      }),
    );
  });
});

describe('compareSemverText', () => {
  it('orders a text as the version it stands for', () => {
    for (const [at, left] of ASCENDING.entries()) {
      for (const [other, right] of ASCENDING.entries())
        expect(Math.sign(Number(compareSemverText(left, version(right)))), `${left} and ${right}`).toBe(
          Math.sign(at - other),
        );
    }
  });

  it.each(INVALID)('has no order for %j, which is no version', (text) => {
    expect(compareSemverText(text, version('1.2.3'))).toBeUndefined();
  });

  it('takes for a version exactly what parsing does, whatever the text', () => {
    const part = fc.constantFrom('0', '1', '12', '03', '123456789', '1234567890', 'a', '');
    const tail = fc.constantFrom('', '', '', '-1', '-01', '-', '+b', '.0', ' ');
    const references = fc.constantFrom(...ASCENDING);
    fc.assert(
      fc.property(part, part, part, tail, references, (major, minor, patch, rest, reference) => {
        const text = `${major}.${minor}.${patch}${rest}`;
        const parsed = parseSemver(text);
        const expected = parsed && Math.sign(compareSemver(parsed, version(reference)));
        const order = compareSemverText(text, version(reference));
        expect(order && Math.sign(order)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
