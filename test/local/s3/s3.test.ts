import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { S3 } from '../../../local/s3/s3.ts';

const ADDRESS = { bucket: 'assets', key: 'a/b c.json' };

function filled(): S3 {
  const engine = new S3({ clock: new VirtualClock(0), buckets: ['assets'] });
  engine.put(ADDRESS, Buffer.from('{"ä":1}'), 'application/json');
  return engine;
}

describe('the text at an address', () => {
  it.each([
    'http://127.0.0.1:4566/assets/a/b%20c.json',
    'https://s3.us-east-1.amazonaws.com/assets/a/b%20c.json',
    'https://assets.s3.us-east-1.amazonaws.com/a/b%20c.json',
    'https://assets.s3.cn-north-1.amazonaws.com.cn/a/b%20c.json',
  ])('is found by %s', (address) => {
    expect(filled().textAt(address)).toBe('{"ä":1}');
  });

  it('is refused for an object that there is not', () => {
    expect(() => filled().textAt('http://127.0.0.1:1/assets/other.json')).toThrow('assets/other.json');
  });
});
