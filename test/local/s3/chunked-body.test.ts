import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uploadedBytes } from '../../../local/s3/chunked-body.ts';

const CHUNKED = { 'content-encoding': 'aws-chunked' };

function framed(
  chunks: readonly Uint8Array[],
  ending = '0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
): Buffer {
  const frames = chunks.map((chunk) =>
    Buffer.concat([
      Buffer.from(`${chunk.length.toString(16)};chunk-signature=ab\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]),
  );
  return Buffer.concat([...frames, Buffer.from(ending)]);
}

describe('the bytes of an upload', () => {
  it('are those of the chunks, wherever these are cut and whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 }), (chunks) => {
        const bytes = uploadedBytes({ headers: CHUNKED, body: framed(chunks) });
        expect(Buffer.compare(bytes, Buffer.concat(chunks))).toBe(0);
      }),
    );
  });

  it('are the body where nothing says that it is in chunks', () => {
    const body = framed([Buffer.from('x')]);
    expect(uploadedBytes({ headers: {}, body })).toBe(body);
  });

  it('are in chunks as well where only the hash of the body says so', () => {
    const headers = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
    expect(uploadedBytes({ headers, body: framed([Buffer.from('x')]) }).toString()).toBe('x');
  });

  it('are refused when they are cut short', () => {
    const whole = framed([Buffer.from('hello')], '');
    expect(() => uploadedBytes({ headers: CHUNKED, body: whole })).toThrow('do not end');
    expect(() => uploadedBytes({ headers: CHUNKED, body: whole.subarray(0, 25) })).toThrow('do not end');
  });
});
