import { describe, expect, it } from 'vitest';
import { BUCKETS, bucketsOf, MAX_TOTAL_WEIGHT, placeAmong } from '../../../core/evaluation/bucket.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { murmur3 } from '../../../core/evaluation/murmur3.ts';
import { aFlag, compiled } from '../../helpers/flag-documents.ts';
import { specFile } from '../../helpers/spec-file.ts';

interface PercentageCase {
  readonly description: string;
  readonly flag: string;
  readonly value: string | number;
  readonly condition: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
  readonly bucket: number;
  readonly in: boolean;
}

interface SplitCase extends Omit<PercentageCase, 'in'> {
  readonly rule: string;
  readonly split: readonly { value: string; weight: number }[];
}

const { percentages, splits } = specFile<{
  percentages: readonly PercentageCase[];
  splits: readonly SplitCase[];
}>('02-buckets');

describe('buckets', () => {
  it.each(percentages)('are those of an independent computation: $description', (one) => {
    const { flag, value, condition } = one;
    const other = typeof value === 'number' ? -1 : 'old';
    const document = compiled(aFlag({ flag, default: other, rules: [{ name: 'canary', condition, value }] }));
    expect(evaluate(document, flag, one.context, 0)).toMatchObject({
      bucket: one.bucket,
      role: one.in ? 'candidate' : 'control',
      value: one.in ? value : other,
    });
  });

  it.each(splits)('choose the arm of an independent computation: $description', (one) => {
    const { flag, rule, condition, split } = one;
    const rules = [{ name: rule, condition, split, control: split[0]?.value }];
    const document = compiled(aFlag({ flag, rules }));
    expect(evaluate(document, flag, one.context, 0)).toMatchObject({ value: one.value, bucket: one.bucket });
  });

  it('are those of flagd where nothing stands between salt and unit', () => {
    const share = { rollout_percentage: 50 };
    const rule = (condition: object) => ({
      name: 'canary',
      condition: { ...share, ...condition },
      value: 'new',
    });
    const [own, theirs] = [{ salt: 's' }, { hash: 'flagd', salt: 's:' }].map((condition) =>
      compiled(aFlag({ rules: [rule(condition)] })),
    );
    for (const user_id of ['u-1', 'u-2', 'ü', '17']) {
      const decided = [own, theirs].map((document) => document && evaluate(document, 'm', { user_id }, 0));
      expect(decided[1]).toEqual(decided[0]);
    }
    const bare = compiled(aFlag({ rules: [rule({ hash: 'flagd', salt: 's' })] }));
    const place = placeAmong(murmur3('su-1'), BUCKETS);
    expect(evaluate(bare, 'm', { user_id: 'u-1' }, 0)).toMatchObject({ bucket: place });
  });

  it('cover the whole range of hashes and nothing beyond it', () => {
    for (const parts of [1, 2, 3, 100, BUCKETS, MAX_TOTAL_WEIGHT]) {
      expect(placeAmong(0, parts)).toBe(0);
      expect(placeAmong(2 ** 32 - 1, parts)).toBe(parts - 1);
    }
  });

  it('are placed in exact integer arithmetic up to the largest sum of weights', () => {
    for (const hash of [1, 4294, 4295, 2147483647, 2147483648, 4294962999, 4294963000]) {
      const exact = Number((BigInt(hash) * BigInt(MAX_TOTAL_WEIGHT)) >> 32n);
      expect(placeAmong(hash, MAX_TOTAL_WEIGHT), String(hash)).toBe(exact);
    }
  });

  it('count every step of a percentage, whatever its binary fraction', () => {
    for (let step = 0; step <= BUCKETS; step++) {
      if (bucketsOf(step / 1000) !== step)
        expect.fail(`${step / 1000} percent are ${bucketsOf(step / 1000)}`);
    }
  });
});
