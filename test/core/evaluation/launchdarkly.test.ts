import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { launchDarklyHash, launchDarklyUnit } from '../../../core/evaluation/launchdarkly.ts';
import { aFlag, aPercentage, compiled, parsed } from '../../helpers/flag-documents.ts';
import { launchDarklyOracle } from '../../helpers/launchdarkly-oracle.ts';

const UNITS = Array.from({ length: 3000 }, (_, at) => `unit-${at}`);

/** A LaunchDarkly flag that deals everybody among `a`, `b`, `c`. */
function rollout(weights: readonly number[], rest: object = {}): Readonly<Record<string, unknown>> {
  const variations = weights.map((weight, variation) => ({ variation, weight }));
  const fallthrough = { rollout: { variations, ...rest } };
  return { key: 'flag', version: 1, on: true, salt: 'pepper', variations: ['a', 'b', 'c'], fallthrough };
}

function split(weights: readonly number[], condition: object): ReturnType<typeof compile> {
  const arms = weights.map((weight, at) => ({ value: 'abc'[at], weight }));
  const rule = { name: 'compare', condition, split: arms, control: 'a' };
  return compile(parsed(aFlag({ default: 'nobody', rules: [rule] })));
}

describe("LaunchDarkly's hash", () => {
  it.each([
    { salt: 'flag.pepper', rest: {} },
    { salt: '61', rest: { seed: 61 } },
    { salt: '-7', rest: { seed: -7, kind: 'experiment' } },
  ])('deals every unit as its SDK does: salt $salt', async ({ salt, rest }) => {
    const weights = [10_000, 20_001, 69_999];
    const oracle = await launchDarklyOracle([rollout(weights, rest)]);
    const ours = split(weights, { salt, hash: 'launchdarkly' });
    for (const unit of UNITS) {
      const served = await oracle.variation('flag', { kind: 'user', key: unit }, 'default');
      expect(evaluate(ours, 'm', { user_id: unit }, 0).value, unit).toBe(served);
    }
    oracle.close();
  });

  it.each([33_333, -5, 1e21, 1.5, '', ' ', 'Ünï-😀'])(
    'counts what its SDK counts as a unit: %j',
    async (unit) => {
      const weights = [50_000, 25_000, 25_000];
      const oracle = await launchDarklyOracle([rollout(weights, { bucketBy: 'account' })]);
      const served = await oracle.variation('flag', { kind: 'user', key: 'k', account: unit }, 'default');
      const ours = split(weights, { salt: 'flag.pepper', hash: 'launchdarkly', bucket_by: 'account' });
      const isUnit = launchDarklyUnit(unit) !== undefined;
      // The SDK takes what is no unit for one in the first bucket; here it does not match.
      expect(evaluate(ours, 'm', { account: unit }, 0).value).toBe(isUnit ? served : 'nobody');
      if (!isUnit) expect(served).toBe('a');
      oracle.close();
    },
  );

  it('moves nobody out when the percentage grows', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(100_000), fc.nat(100_000), (unit, one, other) => {
        const [small, large] = [Math.min(one, other) / 1000, Math.max(one, other) / 1000];
        const served = (percentage: number): unknown => {
          const rules = [aPercentage(percentage, { hash: 'launchdarkly', salt: 'flag.pepper' })];
          return evaluate(compiled(aFlag({ rules })), 'm', { user_id: unit }, 0).value;
        };
        if (served(small) === 'new') expect(served(large)).toBe('new');
      }),
    );
  });

  it('has a place for every unit', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (salt, unit) => {
        const hash = launchDarklyHash(salt, unit);
        expect(hash).toBeGreaterThanOrEqual(0);
        expect(hash).toBeLessThan(2 ** 32);
      }),
    );
  });
});
