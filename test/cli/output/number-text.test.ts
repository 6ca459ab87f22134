import { expect, it } from 'vitest';
import { evidenceText, shortNumber } from '../../../cli/output/number-text.ts';

it.each([
  [0.033149, '0.0331'],
  [1.5, '1.5'],
  [1234.5, '1230'],
  [0, '0'],
])('gives %d in three digits', (value, text) => {
  expect(shortNumber(value)).toBe(text);
});

it.each([
  [0.898, '0.898'],
  [99_999, '100000'],
  [4.2e7, '4.2e+7'],
  [1e9, '> 1e9'],
])('gives evidence of %d without pretence', (evidence, text) => {
  expect(evidenceText(evidence)).toBe(text);
});
