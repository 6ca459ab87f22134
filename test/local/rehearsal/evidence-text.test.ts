import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidenceText, largestEvidence, sparkline } from '../../../local/rehearsal/evidence-text.ts';
import type { GuardReport } from '../../../local/rehearsal/report.ts';

function aReport(evidence: readonly number[]): GuardReport {
  const minutes = evidence.map((combined, minute) => ({ minute, combined, byGuardrail: {} }));
  return { threshold: 20, minutes };
}

const EVIDENCE = fc.double({ min: 0, max: 1e9, noNaN: true });

describe('evidence on the terminal', () => {
  it('takes few characters, however much or little there is', () => {
    fc.assert(fc.property(EVIDENCE, (evidence) => evidenceText(evidence).length <= 7));
    expect([0, 0.5, 19.96, 250.4, 1e9].map(evidenceText)).toEqual(['<0.1', '0.5', '20.0', '250', '>1e6']);
  });

  it('is drawn from none to enough by equal ratios', () => {
    // 20^(k/7) is the k-th of seven equal ratios from 1 to 20.
    const steps = Array.from({ length: 8 }, (_, step) => 20 ** (step / 7) * 1.001);
    expect(sparkline(aReport([0.01, ...steps, 1e6]), 80)).toBe('▁▁▂▃▄▅▆▇██');
  });

  it('fits the columns there are and keeps the largest', () => {
    fc.assert(
      fc.property(
        fc.array(EVIDENCE, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 80 }),
        (evidence, columns) => {
          const line = sparkline(aReport(evidence), columns);
          expect(line.length).toBeLessThanOrEqual(columns);
          expect(line.includes('█')).toBe(Math.max(...evidence) >= 20);
        },
      ),
    );
  });

  it('is none where nobody looked', () => {
    expect([sparkline(aReport([]), 80), largestEvidence(aReport([]))]).toEqual(['', 1]);
  });
});
