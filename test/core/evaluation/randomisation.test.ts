import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { aDocument, aFlag, aPercentage, compiled } from '../../helpers/flag-documents.ts';

/** Units of a fixed sample: nothing here is random, so a bound that holds once holds always. */
const UNITS = 200_000;
const SIGMAS = 5;

/** Whether each unit is served `value` by the document. */
function served(document: unknown, value: unknown, flag = 'm'): Uint8Array {
  const flags = compiled(document);
  const isServed = new Uint8Array(UNITS);
  for (let unit = 0; unit < UNITS; unit++)
    isServed[unit] = evaluate(flags, flag, { user_id: `user-${unit}` }, 0).value === value ? 1 : 0;
  return isServed;
}

function count(units: Uint8Array): number {
  return units.reduce((sum, one) => sum + one, 0);
}

/** Distance of a count from its expectation in standard deviations of a binomial. */
function deviation(observed: number, trials: number, share: number): number {
  return Math.abs(observed - trials * share) / Math.sqrt(trials * share * (1 - share));
}

/** How many of the first are also among the second, in standard deviations from independence. */
function dependence(first: Uint8Array, second: Uint8Array): number {
  const both = first.reduce((sum, one, unit) => sum + (one & (second[unit] ?? 0)), 0);
  return deviation(both, count(first), count(second) / UNITS);
}

const percentage = (flag: string, share: number, value = 'new') =>
  aFlag({ flag, rules: [aPercentage(share, {}, value)] });

describe('the randomisation of units', () => {
  it.each([0.1, 1, 10, 50, 99])('serves a percentage to its share of units: %s', (share) => {
    const units = served(percentage('m', share), 'new');
    expect(deviation(count(units), UNITS, share / 100)).toBeLessThan(SIGMAS);
  });

  it('serves every arm of a split to the share of its weight', () => {
    const weights = { a: 1, b: 2, c: 4, d: 93 };
    const split = Object.entries(weights).map(([value, weight]) => ({ value, weight }));
    const flag = aFlag({ rules: [{ name: 'compare', condition: {}, split, control: 'a' }] });
    for (const { value, weight } of split)
      expect(deviation(count(served(flag, value)), UNITS, weight / 100), value).toBeLessThan(SIGMAS);
  });

  it('is independent between two flags', () => {
    const [one, other] = [
      served(percentage('one', 50), 'new', 'one'),
      served(percentage('other', 50), 'new', 'other'),
    ];
    expect(dependence(one, other)).toBeLessThan(SIGMAS);
  });

  it('is independent between two candidates of one flag', () => {
    const [one, other] = [served(percentage('m', 20, 'v2'), 'v2'), served(percentage('m', 20, 'v3'), 'v3')];
    expect(dependence(one, other)).toBeLessThan(SIGMAS);
  });

  it('is independent between a split and the percentage that led to it', () => {
    const selected = served(aFlag({ flag: 'selection', rules: [aPercentage(20)] }), 'new', 'selection');
    const split = [
      { value: 'a', weight: 1 },
      { value: 'b', weight: 1 },
    ];
    const arm = served(aFlag({ rules: [{ name: 'compare', condition: {}, split, control: 'a' }] }), 'a');
    expect(dependence(selected, arm)).toBeLessThan(SIGMAS);
  });

  it('is independent between a percentage and a split of the same flag', () => {
    const split = [
      { value: 'old', weight: 1 },
      { value: 'new', weight: 1 },
    ];
    const compare = { name: 'compare', condition: {}, split, control: 'old' };
    const both = aDocument([aFlag({ rules: [aPercentage(20), compare] })]);
    const remaining = UNITS - count(served(percentage('m', 20), 'new'));
    const old = count(served(both, 'old'));
    expect(deviation(old, remaining, 0.5)).toBeLessThan(SIGMAS);
  });

  it('is the same for one salt: whoever is in at a smaller share is in at a larger one', () => {
    const at = (share: number) => served(aFlag({ rules: [aPercentage(share, { salt: 's' })] }), 'new');
    const [small, large] = [at(10), at(11)];
    expect(small.some((isIn, unit) => isIn > (large[unit] ?? 0))).toBe(false);
    expect(count(large)).toBeGreaterThan(count(small));
  });
});
