import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { unpackCode } from '../../../local/lambda/code-directory.ts';
import { aDirectory } from '../../lib/helpers/scratch.ts';

const HELLO = strToU8('hello');

describe('unpacking a zip', () => {
  it('puts every file where its name says', () => {
    const zip = zipSync({ 'index.mjs': HELLO, 'a/b/c.json': HELLO, 'empty/': new Uint8Array() });
    const directory = unpackCode(zip, aDirectory());
    expect(readFileSync(join(directory, 'a', 'b', 'c.json'), 'utf8')).toBe('hello');
    expect(readdirSync(directory).sort()).toEqual(['a', 'index.mjs']);
  });

  it.each(['../out', 'a/../../out', '/out', 'C:/out', '..\\out', 'a\\..\\..\\out'])(
    'refuses %s, which lies outside, and writes nothing',
    (name) => {
      const scratch = aDirectory();
      const unpack = () => unpackCode(zipSync({ 'index.mjs': HELLO, [name]: HELLO }), scratch);
      expect(unpack).toThrow(`got ${JSON.stringify(name)} in the zip, allowed are paths inside it`);
      expect(readdirSync(scratch)).toEqual([]);
      expect(existsSync(join(scratch, '..', 'out'))).toBe(false);
    },
  );

  it('writes inside its directory or not at all, whatever the names', () => {
    const name = fc.array(fc.constantFrom('a', 'b', '.', '..', '', 'c d', '\\'), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(name, (parts) => {
        const scratch = aDirectory();
        const below = join(scratch, 'below');
        const [outside] = [readdirSync(join(scratch, '..')).length];
        try {
          unpackCode(zipSync({ [parts.join('/')]: HELLO }), scratch);
        } catch {}
        expect(readdirSync(join(scratch, '..')).length).toBe(outside);
        expect(existsSync(below)).toBe(false);
        expect(readdirSync(scratch).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses what is no zip', () => {
    const refused = expect(() => unpackCode(strToU8('no zip'), aDirectory()));
    refused.toThrow(/^got code that could not be unzipped: .*; upload a zip file$/);
  });

  it('refuses what is too large before it is unpacked', () => {
    const zip = zipSync({ 'index.mjs': HELLO });
    // The uncompressed size in the central directory: 24 bytes after its signature (APPNOTE 4.3.12).
    const view = new DataView(zip.buffer, zip.byteOffset);
    const central = zip.findIndex((_, at) => at + 4 <= zip.length && view.getUint32(at, true) === 0x02014b50);
    view.setUint32(central + 24, 300 * 1024 * 1024, true);
    const allowed = 'allowed are 262144000; leave files out';
    expect(() => unpackCode(zip, aDirectory())).toThrow(`got code of 314572800 bytes unzipped, ${allowed}`);
  });
});
