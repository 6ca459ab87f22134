import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventSplitProcess, eventSplitLog } from '../../../core/guard/event-split.ts';
import { tiltsAgainst } from '../../../core/guard/tilts.ts';
import { minutesOf, steadyMinutes } from '../../helpers/guard-data.ts';
import { sharedFile } from '../../helpers/shared-files.ts';

const UP = tiltsAgainst('up');
const DOWN = tiltsAgainst('down');

/** Mean of the factor of one minute over every outcome of independent requests. */
function meanFactor(arms: { n: number; p: number }[], tolerance: number, logOdds: number): number {
  const [candidate, control] = arms as [{ n: number; p: number }, { n: number; p: number }];
  const share = (candidate.n * tolerance) / (candidate.n * tolerance + control.n);
  let mean = 0;
  for (let x = 0; x <= candidate.n; x += 1) {
    for (let y = 0; y <= control.n; y += 1) {
      const log = eventSplitLog({ candidate: x, both: x + y, share }, logOdds);
      mean += binomial(candidate.n, x, candidate.p) * binomial(control.n, y, control.p) * Math.exp(log);
    }
  }
  return mean;
}

function binomial(n: number, k: number, p: number): number {
  let ways = 1;
  for (let at = 0; at < k; at += 1) ways = (ways * (n - at)) / (at + 1);
  return ways * p ** k * (1 - p) ** (n - k);
}

describe('the event split', () => {
  const exposures = fc.integer({ min: 1, max: 12 });
  const rate = fc.double({ min: 0, max: 1, noNaN: true });

  it('is no bet in favour of a candidate that is no worse than tolerated upwards', () => {
    const tolerance = fc.double({ min: 1, max: 5, noNaN: true });
    fc.assert(
      fc.property(exposures, exposures, rate, rate, tolerance, (n, m, base, part, ratio) => {
        const arms = [
          { n, p: Math.min(1, base * ratio) * part },
          { n: m, p: base },
        ];
        for (const { logOdds } of UP) expect(meanFactor(arms, ratio, logOdds)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('is no bet in favour of a candidate that is no worse than tolerated downwards', () => {
    const tolerance = fc.double({ min: 0.2, max: 1, noNaN: true });
    fc.assert(
      fc.property(exposures, exposures, rate, rate, tolerance, (n, m, base, part, ratio) => {
        const least = base * ratio;
        const arms = [
          { n, p: least + (1 - least) * part },
          { n: m, p: base },
        ];
        for (const { logOdds } of DOWN)
          expect(meanFactor(arms, ratio, logOdds)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('is fair at the tolerated ratio when events are rare', () => {
    const arms = [
      { n: 12, p: 2e-6 },
      { n: 8, p: 1e-6 },
    ];
    for (const { logOdds } of UP) expect(meanFactor(arms, 2, logOdds)).toBeCloseTo(1, 9);
  });

  it('stays finite for a billion requests a minute', () => {
    const process = new EventSplitProcess(
      minutesOf([
        [1e9, 1e9],
        [1e9, 5e8],
      ]),
      { tolerance: 1, tilts: UP },
    );
    expect(process.logEvidence(0, 1, 1)).toBeGreaterThan(1e7);
    expect(process.logEvidence(0, 1, 1)).toBeLessThan(1e9);
  });

  it('learns nothing from a minute in which an arm is empty', () => {
    const minutes = minutesOf(
      [
        [0, 0],
        [50, 5],
      ],
      [
        [50, 20],
        [0, 0],
      ],
      [
        [0, 3],
        [10, 1],
      ],
    );
    const process = new EventSplitProcess(minutes, { tolerance: 1, tilts: UP });
    expect(process.logEvidence(0, 3, 1)).toBeCloseTo(0, 12);
    expect(process.totals(0, 3).candidateVarianceShare).toBe(0);
  });

  it('knows no minutes before the first', () => {
    const process = new EventSplitProcess(minutesOf(), { tolerance: 1, tilts: UP });
    expect(process.minutes).toBe(0);
    expect(process.logEvidence(0, 0, 1)).toBeCloseTo(0, 12);
  });

  it('has the evidence of a stretch whatever came before it', () => {
    const [calm, bad] = [
      [
        [100, 2],
        [100, 2],
      ],
      [
        [100, 9],
        [100, 1],
      ],
    ] as const;
    const all = new EventSplitProcess(minutesOf(calm, calm, bad, bad), { tolerance: 1.1, tilts: UP });
    const late = new EventSplitProcess(minutesOf(bad, bad), { tolerance: 1.1, tilts: UP });
    expect(all.logEvidence(2, 4, 1.3)).toBeCloseTo(late.logEvidence(0, 2, 1.3), 9);
    const { candidateVarianceShare, ...sums } = late.totals(0, 2);
    expect(all.totals(2, 4)).toMatchObject(sums);
    expect(all.totals(2, 4).candidateVarianceShare).toBeCloseTo(candidateVarianceShare, 9);
  });

  it('counts the candidate for more of the variance the smaller its share', () => {
    const process = (exposed: number) =>
      new EventSplitProcess(steadyMinutes(3, [exposed, 1], [100 - exposed, 1]), { tolerance: 1, tilts: UP });
    expect(process(10).totals(0, 3).candidateVarianceShare).toBeCloseTo(0.9, 9);
    expect(process(50).totals(0, 3).candidateVarianceShare).toBeCloseTo(0.5, 9);
  });

  it('weakens evidence by the dispersion', () => {
    const process = new EventSplitProcess(steadyMinutes(30, [100, 9], [100, 3]), { tolerance: 1, tilts: UP });
    expect(process.logEvidence(0, 30, 4)).toBeLessThan(process.logEvidence(0, 30, 2));
    expect(process.logEvidence(0, 30, 2)).toBeLessThan(process.logEvidence(0, 30, 1));
  });
});

interface Confseq {
  readonly eventSplitCrossCheck: {
    readonly x: number;
    readonly N: number;
    readonly q: number;
    readonly betaA: number;
    readonly betaB: number;
    readonly log: number;
  };
}

const confseq = sharedFile<Confseq>('vectors/stats-confseq.json');

// gostevehoward/confseq at 70b1ef3, test/uniform_boundaries_unittest.cpp: one-sided beta-binomial mixture.
describe.runIf(confseq.present)(confseq.title('the event split and other people’s values'), () => {
  it('mixed over the odds gives the published beta-binomial mixture', () => {
    const { x, N, q, betaA, betaB, log } = confseq.read().eventSplitCrossCheck;
    const steps = 20_000;
    let [weighted, weights] = [0, 0];
    for (let at = 0; at < steps; at += 1) {
      const p = q + ((1 - q) * (at + 0.5)) / steps;
      const weight = Math.exp((betaA - 1) * Math.log(p) + (betaB - 1) * Math.log1p(-p));
      const logOdds = Math.log((p * (1 - q)) / (q * (1 - p)));
      weights += weight;
      weighted += weight * Math.exp(eventSplitLog({ candidate: x, both: N, share: q }, logOdds));
    }
    expect(Math.log(weighted / weights)).toBeCloseTo(log, 5);
  });
});
