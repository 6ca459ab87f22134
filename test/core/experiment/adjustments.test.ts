import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from '../../../core/experiment/benjamini-hochberg.ts';
import { holm } from '../../../core/experiment/holm.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });

describe.each([
  ['Holm', holm],
  ['Benjamini and Hochberg', benjaminiHochberg],
])('%s', (_, adjust) => {
  it('make no p-value smaller, none larger than 1, and keep their order', () => {
    fc.assert(
      fc.property(pValues, (raw) => {
        const adjusted = adjust(raw);
        for (const [at, p] of raw.entries()) {
          expect(adjusted[at]).toBeGreaterThanOrEqual(p * (1 - 1e-12));
          expect(adjusted[at]).toBeLessThanOrEqual(1);
          for (const [other, q] of raw.entries()) {
            if (p < q) expect(adjusted[at]).toBeLessThanOrEqual(adjusted[other] ?? 0);
          }
        }
      }),
    );
  });

  it('leave a single p-value alone', () => {
    expect(adjust([0.03])).toEqual([0.03]);
  });
});

describe('Benjamini and Hochberg', () => {
  it('are never stricter than Holm', () => {
    fc.assert(
      fc.property(pValues, (raw) => {
        const [shared, strict] = [benjaminiHochberg(raw), holm(raw)];
        expect(shared.every((p, at) => p <= (strict[at] ?? 0) + 1e-12)).toBe(true);
      }),
    );
  });
});
