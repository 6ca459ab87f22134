import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagMetadata, type ResolutionFacts } from '../../../lambda/openfeature/flag-metadata.ts';
import { resolvedFlag } from '../../../lambda/openfeature/resolved-flag.ts';

const facts: fc.Arbitrary<ResolutionFacts> = fc.record(
  {
    origin: fc.string(),
    freshness: fc.constantFrom('fresh', 'stale', 'default'),
    rule: fc.string(),
    role: fc.constantFrom('candidate', 'control'),
    bucket: fc.nat(99_999),
    control: fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean()),
    documentVersion: fc.string(),
    problem: fc.constantFrom('flag-source-cut', 'document-refused'),
  },
  { requiredKeys: ['origin', 'freshness'] },
);

describe('flag metadata', () => {
  it('are read as they were written, and what does not apply is absent', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const written = flagMetadata({ ...given, unbucketed: undefined });
        const details = { flagKey: 'inference_model', value: 'new', flagMetadata: written };
        expect(resolvedFlag(details, 'a provider')).toMatchObject(given);
        expect(Object.keys(written)).toHaveLength(Object.keys(given).length);
      }),
    );
  });

  it('tell of a unit that could not be bucketed without making its value an error', () => {
    const metadata = flagMetadata({ origin: 'appconfig', freshness: 'fresh', unbucketed: true });
    const resolved = resolvedFlag({ flagKey: 'a', value: 1, flagMetadata: metadata }, 'a provider');
    expect(resolved).toMatchObject({ value: 1, errorCode: 'TARGETING_KEY_MISSING', freshness: 'fresh' });
  });
});
