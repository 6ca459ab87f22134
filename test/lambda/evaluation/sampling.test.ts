import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoleShares } from '../../../core/rubrics/evaluation.ts';
import { createSampling } from '../../../lambda/evaluation/sampling.ts';

const FLAG = 'inference_model';
const sampling = (shares: RoleShares) => createSampling({ sample: new Map([[FLAG, shares]]) });
const both = (share: number) => sampling({ candidate: share, control: share });
const asked = (role: 'candidate' | 'control', flag = FLAG) => ({ flag, role });

const REQUESTS = Array.from({ length: 20_000 }, (_, n) => `request-${n}`);
const drawn = (isDrawn: ReturnType<typeof both>, role: 'candidate' | 'control') =>
  REQUESTS.filter((id) => isDrawn(id, asked(role))).length / REQUESTS.length;

describe('sampling', () => {
  it('draws the share of each role', () => {
    const isDrawn = sampling({ candidate: 40, control: 2.5 });
    // Four standard errors of a share among 20,000.
    expect(Math.abs(drawn(isDrawn, 'candidate') - 0.4)).toBeLessThan(0.014);
    expect(Math.abs(drawn(isDrawn, 'control') - 0.025)).toBeLessThan(0.0045);
  });

  it('draws everybody at 100 and nobody of another flag', () => {
    const isDrawn = both(100);
    fc.assert(
      fc.property(fc.string(), (id) => {
        expect(isDrawn(id, asked('control'))).toBe(true);
        expect(isDrawn(id, asked('control', 'retrieval_top_k'))).toBe(false);
      }),
    );
  });

  it('draws a request always alike, in whatever environment, and keeps it when the share grows', () => {
    const share = fc.double({ min: 0.001, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.uuid(), share, share, (id, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        const inSmall = both(small)(id, asked('candidate'));
        expect(both(small)(id, asked('candidate'))).toBe(inSmall);
        expect(!inSmall || both(large)(id, asked('candidate'))).toBe(true);
      }),
    );
  });
});
