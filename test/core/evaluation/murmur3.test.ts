import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeAmong } from '../../../core/evaluation/bucket.ts';
import { murmur3, murmur3From, murmur3Prefix } from '../../../core/evaluation/murmur3.ts';
import { sharedFile } from '../../helpers/shared-files.ts';
import { specFile } from '../../helpers/spec-file.ts';

interface HashCase {
  readonly description: string;
  readonly text: string;
  readonly seed: number;
  readonly hash: number;
}

interface MurmurVectors {
  readonly text: readonly { text: string; seed: number; hex: string }[];
  readonly bytes: readonly { bytesHex: string; seed: number; hex: string }[];
  readonly optimizely: {
    readonly cases: readonly { bucketingKey: string; seed: number; expectedBucket: number }[];
  };
  readonly modulo10000: { readonly cases: readonly { input: string; hash: number; bucket: number }[] };
}

interface FlagdCase {
  readonly hashKey: string;
  readonly weights: readonly (readonly [string, number])[];
  readonly v2?: string;
  readonly bucketOf100?: number;
}

const murmurVectors = sharedFile<MurmurVectors>('vectors/hash-murmur3.json');
const flagdVectors = sharedFile<{ feature: readonly FlagdCase[]; goTests: readonly FlagdCase[] }>(
  'vectors/hash-flagd.json',
);

describe('murmur3', () => {
  it.each(specFile<{ cases: readonly HashCase[] }>('01-hashes').cases)(
    'agrees with the reference implementation: $description',
    ({ text, seed, hash }) => {
      expect(murmur3(text, seed)).toBe(hash);
    },
  );

  it('is the same for a text as for its beginning and its end, wherever a character ends', () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 9 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(texts, ([beginning = '', end = '']) => {
        expect(murmur3From(murmur3Prefix(beginning), end)).toBe(murmur3(beginning + end));
      }),
    );
  });

  it('hashes a text like the bytes that the platform encodes it to', () => {
    fc.assert(
      fc.property(fc.uint16Array(), (units) => {
        const text = String.fromCharCode(...units);
        const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
        expect(murmur3(text)).toBe(murmur3(wellFormed));
      }),
    );
  });
});

describe.runIf(murmurVectors.present)(murmurVectors.title("other people's hashes"), () => {
  it('agree for every text', () => {
    const { text } = murmurVectors.read();
    const ours = text.map(({ text: input, seed }) => murmur3(input, seed).toString(16).padStart(8, '0'));
    expect(ours).toEqual(text.map(({ hex }) => hex));
    expect(text.length).toBeGreaterThan(0);
  });

  it('agree for the bytes that are valid UTF-8', () => {
    const valid = murmurVectors.read().bytes.filter(({ bytesHex }) => {
      const bytes = Buffer.from(bytesHex, 'hex');
      return Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
    });
    const ours = valid.map(({ bytesHex, seed }) =>
      murmur3(Buffer.from(bytesHex, 'hex').toString('utf8'), seed),
    );
    expect(ours).toEqual(valid.map(({ hex }) => Number.parseInt(hex, 16)));
    expect(valid.length).toBeGreaterThan(0);
  });

  it('fall into the same of ten thousand buckets', () => {
    const { optimizely, modulo10000 } = murmurVectors.read();
    for (const { bucketingKey, seed, expectedBucket } of optimizely.cases)
      expect(placeAmong(murmur3(bucketingKey, seed), 10_000), bucketingKey).toBe(expectedBucket);
    for (const { input, hash, bucket } of modulo10000.cases)
      expect([murmur3(input), murmur3(input) % 10_000], input).toEqual([hash, bucket]);
  });
});

describe.runIf(flagdVectors.present)(flagdVectors.title("flagd's current fractional buckets"), () => {
  it('give every unit the same variant', () => {
    const { feature, goTests } = flagdVectors.read();
    const cases = [...feature, ...goTests].filter(({ v2 }) => v2 !== undefined);
    for (const { hashKey, weights, v2 } of cases) {
      const parts = weights.flatMap(([variant, weight]) => new Array<string>(weight).fill(variant));
      const variant = parts[placeAmong(murmur3(hashKey), parts.length)];
      expect(variant, hashKey).toBe(v2);
    }
    expect(cases.length).toBeGreaterThan(20);
  });

  it('give the places among a hundred that its own notes name', () => {
    const noted = flagdVectors.read().feature.filter(({ bucketOf100 }) => bucketOf100 !== undefined);
    for (const { hashKey, bucketOf100 } of noted)
      expect(placeAmong(murmur3(hashKey), 100), hashKey).toBe(bucketOf100);
  });
});
